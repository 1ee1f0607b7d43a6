import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseFlows } from '../../server/parse/flows.js';

const root = path.resolve(import.meta.dirname, '../..');

/** Sources of other people: TypeScript with classes of every kind, and bundles with decorators and accessors. */
const packages = [
  'zod/src',
  'vscode-languageserver-textdocument',
  'mocha/lib',
  'bullmq/dist/esm/classes',
  'xterm/src',
];

test('code that has nothing to do with flows has no flows and no findings, even if it imports the package', () => {
  let files = 0;
  for (const folder of packages) {
    for (const name of globSync(`node_modules/${folder}/**/*.{ts,js}`, { cwd: root })) {
      const text = readFileSync(path.join(root, name), 'utf8');
      const asOurs = `import { Flow, step, parameter } from 'stepwell';\n${text}`;
      const { flows, problems } = parseFlows(asOurs, name);
      expect({ name, flows: flows.length, problems }).toEqual({ name, flows: 0, problems: [] });
      files++;
    }
  }
  expect(files).toBeGreaterThan(200);
}, 120_000);

test('flows that are right have no findings: the examples, those that the tests and benches run, and fifty of the trades', () => {
  const names = globSync(
    [
      'examples/**/*.flow.ts',
      'test/fixtures/workspace/*.flow.ts',
      'test/fixtures/trades/**/*.flow.ts',
      'test/bench/flows/*.flow.ts',
      'docs/*.md',
    ],
    { cwd: root, exclude: name => name.includes('node_modules') },
  );
  let flows = 0;
  for (const name of names) {
    const text = readFileSync(path.join(root, name), 'utf8');
    for (const source of name.endsWith('.md') ? examplesIn(text) : [text]) {
      const parsed = parseFlows(source, 'a.flow.ts');
      flows += parsed.flows.length;
      expect({ name, problems: parsed.problems.map(({ code, message }) => `${code}: ${message}`) }).toEqual({
        name,
        problems: [],
      });
    }
  }
  expect(flows).toBeGreaterThan(70);
});

/** The flows that a page shows whole. */
function examplesIn(page: string): string[] {
  return [...page.matchAll(/^```ts title=\S+\.flow\.ts\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
}
