import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { severities } from '../../../server/parse/problems/codes.js';

test('every code has its section in the documentation, with its severity', () => {
  const text = readFileSync(new URL('../../../docs/diagnostics.md', import.meta.url), 'utf8');
  const sections = [...text.matchAll(/^## (.+)\n\n(\w+)\./gm)].map(([, code, severity]) => [
    code,
    severity!.toLowerCase(),
  ]);
  expect(sections).toEqual(Object.entries(severities));
});
