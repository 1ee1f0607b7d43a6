import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseFile } from '../../../server/files/parse-file.js';

/** A folder is a case: its sources, and in `expected.json` what is to be made of `main.flow.ts`. */
const folder = path.resolve(import.meta.dirname, '../../fixtures/across');

test.each(readdirSync(folder))('%s', name => {
  const file = path.join(folder, name, 'main.flow.ts');
  const text = readFileSync(file, 'utf8');
  const { flows, problems, lines } = parseFile(text, file);
  const found = {
    flows: flows.map(({ graph, steps }) => ({
      flow: graph.flow,
      parameters: graph.parameters.map(one => one.name),
      steps: graph.steps.map(({ name, kind }) => `${name}: ${kind}`),
      edges: graph.edges.map(({ from, to, kind }) => `${from} → ${to} (${kind})`),
      elsewhere: Object.fromEntries(
        steps.flatMap(step =>
          step.elsewhere
            ? [
                [
                  step.name,
                  `${path.basename(step.elsewhere.file)}: ${text.slice(step.nameSpan.start, step.nameSpan.end)}`,
                ],
              ]
            : [],
        ),
      ),
    })),
    problems: problems.map(
      ({ code, range }) => `${code} @ ${text.slice(lines.offset(range.start), lines.offset(range.end))}`,
    ),
  };
  expect(found).toEqual(JSON.parse(readFileSync(path.join(folder, name, 'expected.json'), 'utf8')));
});
