import { symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { flow, project } from '../project.js';

const sum = flow(
  `
  of = parameter.number({ default: 3 });
  n = 0; total = 0;
  @step() start() { return this.foreach(Array.from({ length: this.of }, (_, i) => i + 1), this.each); }
  @step() each(n: number) { this.n = twice(n); return this.next(this.add); }
  @step() add(inputs: Inputs<this>) { for (const i of inputs) this.total += i.n; }`,
  'SumFlow',
);
const withTwice = (from: string) => `import { twice } from '${from}';\n${sum}`;
const twice = 'export const twice = (n: number): number => n * 2;\n';
const legacy = JSON.stringify({
  compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false, target: 'ES2021' },
});

/** One decorator that works only where it is called as the tsconfig says. */
const counted = `
const seen: number[] = [];
export function counted(...args: unknown[]): void { seen.push(args.length); }
export const calls = seen;
`;

test.each([
  ['modules: .mts and .tsx', { 'package.json': '{ "type": "module" }' }, 'script.mts'],
  ['a package that does not say what it is', { 'package.json': '{}' }, 'script.ts'],
  [
    'CommonJS with experimentalDecorators',
    { 'package.json': '{ "type": "commonjs" }', 'tsconfig.json': legacy },
    'script.cts',
  ],
] as const)('stepwell/register: %s', async (_name, files, script) => {
  const old = script === 'script.cts';
  const p = project({
    ...files,
    'lib/twice.ts': twice,
    'lib/counted.ts': counted,
    'sum.flow.tsx': `import { calls, counted } from './lib/counted${old ? '' : '.js'}';\n${withTwice(old ? './lib/twice' : './lib/twice.js')}\nexport class Seen { ${old ? '@counted' : ''} method() {} }\nexport const decorated = calls;\nvoid counted;\n`,
    [script]: old
      ? `import { SumFlow, decorated } from './sum.flow';
const { basename } = require('node:path') as typeof import('node:path');
async function main(): Promise<void> {
  const run = await SumFlow.run({ of: 4 });
  console.log(basename(__filename), run.artifacts.total, decorated);
}
main();
export = { main };
`
      : `import { SumFlow, decorated } from './sum.flow.jsx';
const run = await SumFlow.run({ of: 4 });
console.log(import.meta.filename.slice(-script.length), run.artifacts.total, decorated);
`.replace('script.length', String(script.length)),
  });
  p.install();
  const { code, out, err } = await p.node('--import', 'stepwell/register', script);
  expect({ code, out, err }).toEqual({ code: 0, out: `${script} 20 ${old ? '[ 3 ]' : '[]'}\n`, err: '' });
});

test('stepwell/register: an error has its place in the source', async () => {
  const p = project({
    'script.ts': `interface Gone {\n  n: number;\n}\n\nconst n: Gone = { n: 1 };\nthrow new Error('here ' + n.n);\n`,
  });
  p.install();
  const { code, err } = await p.node('--enable-source-maps', '--import', 'stepwell/register', 'script.ts');
  expect(code).toBe(1);
  expect(err).toMatch(/here 1[\s\S]*script\.ts:6:7/);
  const broken = project({ 'script.ts': 'const n: = 1;\n' });
  broken.install();
  const { err: said } = await broken.node('--import', 'stepwell/register', 'script.ts');
  expect(said).toMatch(/script\.ts:1:9: ERROR/);
});

const vitest = resolve(import.meta.dirname, '../../../node_modules');

test('stepwell/vite: a project whose tests run in Vitest', async () => {
  const p = project({
    'vitest.config.ts': `import { stepwell } from 'stepwell/vite';\nimport { defineConfig } from 'vitest/config';\nexport default defineConfig({ plugins: [stepwell()], test: { testTimeout: 60_000 } });\n`,
    'lib/twice.ts': twice,
    'sum.flow.ts': withTwice('./lib/twice.js'),
    'sum.test.ts': `import { testStep } from 'stepwell/testing';
import { expect, test } from 'vitest';
import { SumFlow } from './sum.flow.js';

test('one step', async () => {
  const { artifacts } = await testStep(SumFlow, 'each', { item: 21 });
  expect(artifacts.n).toBe(42);
});

test('the whole flow', async () => {
  expect((await SumFlow.run({ of: 2 })).artifacts.total).toBe(6);
});

test('an error has its place in the source', async () => {
  const error = await testStep(SumFlow, 'add', { inputs: [] }).catch(error => error);
  expect(new Error('here').stack).toMatch(/sum\\.test\\.ts:16:/);
  expect(error.artifacts.total).toBe(0);
});
`,
  });
  p.install();
  for (const name of ['vitest', 'vite', 'esbuild'])
    symlinkSync(resolve(vitest, name), p.path('node_modules', name), 'junction');
  const { code, out, err } = await p.node(resolve(vitest, 'vitest/vitest.mjs'), 'run', '--reporter=json');
  expect(code, out + err).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ numPassedTests: 3, numFailedTests: 0 });
}, 60_000);
