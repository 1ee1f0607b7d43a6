import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { FileRange } from '../../../runtime/model/diagnostics.js';
import { parseFile } from '../../../server/files/parse-file.js';
import { Lines } from '../../../server/parse/lines.js';

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
          step.nameSpan.elsewhere
            ? [
                [
                  step.name,
                  `${path.basename(step.nameSpan.elsewhere.file)}: ${text.slice(step.nameSpan.start, step.nameSpan.end)}`,
                ],
              ]
            : [],
        ),
      ),
    })),
    problems: problems.map(({ code, range, elsewhere, flows }) => {
      const here = text.slice(lines.offset(range.start), lines.offset(range.end));
      const there = elsewhere ? ` = ${textAt(elsewhere)}` : '';
      return `${flows.join(', ')}: ${code} @ ${here}${there}`;
    }),
  };
  expect(found).toEqual(JSON.parse(readFileSync(path.join(folder, name, 'expected.json'), 'utf8')));
});

function textAt({ file, range: { start, end } }: FileRange): string {
  const text = readFileSync(file, 'utf8');
  const lines = new Lines(text);
  return `${path.basename(file)}: ${text.slice(lines.offset(start), lines.offset(end))}`;
}

test('a base in a package of the same workspace, through what was built of it', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'stepwell-packages-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const put = (name: string, text: string): string => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
    return path.join(root, name);
  };
  const source =
    "import { Flow, step } from 'stepwell';\nexport abstract class Base extends Flow { @step() start() {} }\n";
  const declared =
    "import { Flow } from 'stepwell';\nexport declare abstract class Base extends Flow { start(): void }\n";
  put(
    'packages/flows/package.json',
    '{ "name": "@a/flows", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } } }',
  );
  put('packages/flows/dist/index.d.ts', declared);
  const real = put('packages/flows/src/index.ts', source);
  mkdirSync(path.join(root, 'app/node_modules/@a'), { recursive: true });
  symlinkSync(path.join(root, 'packages/flows'), path.join(root, 'app/node_modules/@a/flows'), 'junction');
  const text =
    "import { step } from 'stepwell';\nimport { Base } from '@a/flows';\nexport class A extends Base { @step() end() {} }\n";
  const file = put('app/main.flow.ts', text);
  const flow = () => parseFile(text, file).flows[0]!;
  // A declaration keeps no decorators: more steps may be there than can be seen.
  expect(flow()).toMatchObject({ open: true, steps: [{ name: 'end' }] });
  put('packages/flows/dist/index.d.ts.map', '{ "version": 3, "sources": ["../src/index.ts"] }');
  expect(flow()).toMatchObject({
    open: false,
    steps: [{ name: 'start', nameSpan: { elsewhere: { file: real } } }, { name: 'end' }],
  });
  // An installed package is left alone, whatever it has.
  rmSync(path.join(root, 'app/node_modules/@a/flows'), { recursive: true });
  cpSync(path.join(root, 'packages/flows'), path.join(root, 'app/node_modules/@a/flows'), {
    recursive: true,
  });
  expect(flow()).toMatchObject({ open: true, steps: [{ name: 'end' }] });
});

test('classes that extend each other in a circle of many files end nowhere', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'stepwell-circle-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (let i = 0; i < 100; i++) {
    const next = (i + 1) % 100;
    const text = `import { C${next} } from './c${next}.js';\nexport class C${i} extends C${next} {}\n`;
    writeFileSync(path.join(root, `c${i}.ts`), text);
  }
  const main =
    "import { step } from 'stepwell';\nimport { C0 } from './c0.js';\nexport class A extends C0 { @step() start() {} }\n";
  expect(parseFile(main, path.join(root, 'main.flow.ts')).flows).toMatchObject([{ open: true }]);
});
