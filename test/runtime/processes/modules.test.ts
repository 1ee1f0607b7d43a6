import { symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flow, Project, project } from '../project.js';

const body = `
  depth!: number;
  list: number[] = [];
  @step() start() { this.depth = 2; this.list.push(1); return this.next(this.end); }
  @step() end() { console.log('depth', this.depth, this.list); }`;

let p: Project;
beforeAll(() => {
  p = new Project();
});
afterAll(() => p.remove());

async function logOf(file: string): Promise<string[]> {
  const { code, out, err } = await p.stepwell('run', file);
  expect(code, out + err).toBe(0);
  return p.log();
}

test('a project of ES modules, one of CommonJS, and one with no package.json type', async () => {
  for (const [name, json] of [
    ['esm', '{ "type": "module" }'],
    ['cjs', '{ "type": "commonjs" }'],
  ] as const) {
    p.write({ [`${name}/package.json`]: json, [`${name}/a.flow.ts`]: flow(body) });
    const { code, out, err } = await p.stepwell('run', `${name}/a.flow.ts`);
    expect(code, out + err).toBe(0);
    expect(out).toMatch(/end\/0 +│ depth 2 \[ 1 \]/);
  }
});

test('experimentalDecorators, with fields that are assigned', async () => {
  p.write({
    'legacy/package.json': '{}',
    'legacy/tsconfig.json':
      '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false, "target": "ES2021" } }',
    'legacy/a.flow.ts': flow(`size = parameter.number({ default: 4 });\n${body}`),
  });
  const { code, out, err } = await p.stepwell('run', 'legacy/a.flow.ts', '--size', '5');
  expect(code, out + err).toBe(0);
  expect(out).toContain('size=5');
  expect(out).toMatch(/depth 2 \[ 1 \]/);
});

test('imports of other sources, JSON and packages; require; what import.meta and __dirname mean', async () => {
  p.write({
    'src/a.flow.ts': `import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Flow, step } from 'stepwell';
import { double } from './lib/double.js';
import data from './data.json' with { type: 'json' };
import { three } from 'three-pack';
import legacy = require('old-pack');
const __dirname = dirname(fileURLToPath(import.meta.url));
export class TestFlow extends Flow {
  @step() async start() {
    const { late } = await import('./lib/late.js');
    console.log(JSON.stringify([double(data.n), three, legacy.four, late, join(__dirname, 'x'), import.meta.filename, import.meta.dirname, import.meta.resolve('three-pack'), import.meta.resolve('./lib/late.js')]));
    return this.next(this.end);
  }
  @step() end() { console.log(require('node:os').EOL.length); }
}
`,
    'src/data.json': '{ "n": 21 }',
    'src/lib/double.ts': `#!/usr/bin/env node\nexport const where = __filename;\nexport function double(n: number): number { return n * 2; }\n`,
    'src/lib/late.ts': 'export const late = import.meta.url;\n',
    'node_modules/three-pack/package.json':
      '{ "name": "three-pack", "type": "module", "exports": "./index.js" }',
    'node_modules/three-pack/index.js': 'export const three = 3;\n',
    'node_modules/old-pack/package.json': '{ "name": "old-pack" }',
    'node_modules/old-pack/index.js': 'exports.four = 4;\n',
  });
  // The bundle lies elsewhere, and packages are found from the sources all the same.
  const elsewhere = { STEPWELL_STORE: p.path('a store of its own') };
  const { code, out, err } = await p.start(['run', 'src/a.flow.ts', '--json'], elsewhere).ended;
  expect(code, out + err).toBe(0);
  const line = out
    .split('\n')
    .filter(text => text.includes('"type":"log"'))
    .map(text => JSON.parse(text).text)[0];
  expect(JSON.parse(line)).toEqual([
    42,
    3,
    4,
    expect.stringMatching(/^file:.*src\/lib\/late\.ts$/),
    p.path('src/x'),
    p.path('src/a.flow.ts'),
    p.path('src'),
    pathToFileURL(p.path('node_modules/three-pack/index.js')).href,
    pathToFileURL(p.path('src/lib/late.js')).href,
  ]);
});

test('paths of a tsconfig lead to sources', async () => {
  p.write({
    'paths/package.json': '{ "type": "module", "imports": { "#inner/*": "./inner/*" } }',
    'paths/tsconfig.json': '{ "compilerOptions": { "paths": { "@app/*": ["./app/*"] } } }',
    'paths/app/value.ts': 'export const value = 11;\n',
    'paths/inner/other.ts': 'export const other = 12;\n',
    'paths/a.flow.ts': `import { value } from '@app/value';\nimport { other } from '#inner/other.ts';\n${flow('@step() start() { console.log(value, other); }')}`,
  });
  const { code, out, err } = await p.stepwell('run', 'paths/a.flow.ts');
  expect(code, out + err).toBe(0);
  expect(out).toContain('11 12');
});

test('a class that is not exported, one that is the default, and one under another name', async () => {
  p.write({
    'hidden.flow.ts': flow(
      '@step() start() { console.log(import.meta.url.endsWith("hidden.flow.ts")); }',
    ).replace('export ', ''),
    'default.flow.ts': flow("@step() start() { console.log('default'); }").replace(
      'export ',
      'export default ',
    ),
    'renamed.flow.ts': `${flow("@step() start() { console.log('renamed'); }").replace('export ', '')}export { TestFlow as Other };\n`,
  });
  expect(await logOf('hidden.flow.ts')).toEqual(['start/0 true']);
  expect(await logOf('default.flow.ts')).toEqual(['start/0 default']);
  expect(await logOf('renamed.flow.ts')).toEqual(['start/0 renamed']);
});

test('a change of any source is seen at once, and an error in another source is placed there', async () => {
  p.write({
    'change.flow.ts': `import { say } from './change-lib.js';\n${flow('@step() start() { say(); }')}`,
    'change-lib.ts': "export function say(): void { console.log('one'); }\n",
  });
  expect(await logOf('change.flow.ts')).toEqual(['start/0 one']);
  p.write({ 'change-lib.ts': "\n\nexport function say(): void {\n  throw new Error('two');\n}\n" });
  const { code, out } = await p.stepwell('run', 'change.flow.ts');
  expect(code).toBe(1);
  expect(out).toContain('at change-lib.ts:4:9');
  expect(p.log().join('\n')).toMatch(/change-lib\.ts:4:9[\s\S]*change\.flow\.ts:4:/);
});

test('steps that come from a base class of the same file', async () => {
  p.write({
    'base.flow.ts': `import { Flow, step, parameter } from 'stepwell';
abstract class Base extends Flow {
  size = parameter.number({ default: 3 });
  seen: string[] = [];
  @step() start() { this.seen.push('base'); return this.next(this.middle); }
  @step() middle() { this.seen.push('middle of base'); return this.next(this.end); }
  @step() end() { console.log(this.size, this.seen.join()); }
}
export class Derived extends Base {
  @step() override middle() { this.seen.push('middle of derived'); return this.next(this.end); }
}
`,
  });
  expect(await logOf('base.flow.ts:Derived')).toEqual(['end/0 3 base,middle of derived']);
});

test('parameters that initialisers use, private fields and getters', async () => {
  p.write({
    'fields.flow.ts': flow(`
      rows = parameter.number({ default: 2, min: 1 });
      name = parameter.string({ default: 'x' });
      words = parameter.json<string[]>({ default: ['a', 'b'] });
      twice = this.rows * 2;
      upper = this.name.toUpperCase();
      filled = Array.from({ length: this.rows }, (_, i) => i);
      firstWord = this.words[0]?.length;
      bytes = Buffer.alloc(this.rows).length;
      #secret = this.rows + 1;
      get secret() { return this.#secret; }
      @step() start() { return this.next(this.end); }
      @step() end() { console.log(this.twice, this.upper, this.filled.length, this.firstWord, this.bytes, this.secret); }`),
  });
  expect(await logOf('fields.flow.ts')).toEqual(['end/0 4 X 2 1 2 3']);
  const { code, out, err } = await p.stepwell('run', 'fields.flow.ts', '--rows', '5', '--name', 'y');
  expect(code, out + err).toBe(0);
  expect(p.log()).toEqual(['end/0 10 Y 5 1 5 6']);
  // Its value was used by fields, so all that comes after them depends on it.
  expect((await p.stepwell('resume', 'latest', '--rows', '3')).code).toBe(0);
  expect(p.log()).toEqual(['end/0 6 Y 3 1 3 4']);
});

test('parameters of every kind, from the line, the environment and their defaults', async () => {
  p.write({
    'params.flow.ts': `import { Flow, step, parameter, type StandardSchema } from 'stepwell';
const even: StandardSchema<number> = { '~standard': { version: 1, vendor: 'own', validate: async v => typeof v === 'number' && v % 2 === 0 ? { value: v * 10 } : { issues: [{ message: 'must be even' }] } } };
export class TestFlow extends Flow {
  n = parameter.number({ default: Number.POSITIVE_INFINITY });
  text = parameter.string({ default: 'd', env: 'TEXT_FROM_ENV' });
  yes = parameter.boolean({ default: true });
  kind = parameter.choice(['a', 'b'], { default: 'a' });
  file = parameter.file({ default: '' });
  even = parameter(even, { default: 2 });
  json = parameter.json({ default: { a: [1] } });
  fail = parameter.boolean({ default: false });
  @step() start() { console.log(JSON.stringify([String(this.n), this.text, this.yes, this.kind, this.file, this.even, this.json])); return this.next(this.end); }
  @step() end() { if (this.fail) throw new Error('asked'); console.log(this.n, this.even); }
}
`,
  });
  expect(await logOf('params.flow.ts')).toContain('start/0 ["Infinity","d",true,"a","",2,{"a":[1]}]');
  const given = [
    '--text',
    'given',
    '--no-yes',
    '--kind=b',
    '--file',
    'package.json',
    '--even',
    '4',
    '--json',
    '{"b":2}',
    '--fail',
  ];
  const wrong = await p.stepwell('run', 'params.flow.ts', '--even', '3');
  expect(wrong.err).toContain('the parameter even: "3" is refused: must be even');
  const env = await p.start(['run', 'params.flow.ts'], { TEXT_FROM_ENV: 'from env' }).ended;
  expect(env.out).toContain('from env');
  expect(
    (await p.stepwell('run', 'params.flow.ts', ...given.filter(a => a !== '--json' && a !== '{"b":2}'))).code,
  ).toBe(1);
  expect(p.log()).toContain(
    `start/0 ${JSON.stringify(['Infinity', 'given', false, 'b', p.path('package.json'), 40, { a: [1] }])}`,
  );
  // A resumed run has the very values again: neither Infinity nor what a schema made of a value has a way back through JSON.
  const resumed = await p.stepwell('resume', 'latest', '--no-fail');
  expect(resumed.code, resumed.out + resumed.err).toBe(0);
  expect(p.log()).toEqual(['end/0 Infinity 40']);
});

test('a project in a folder with spaces and letters of other alphabets', async () => {
  const odd = project({
    'mein ordner ü/日本/a b.flow.ts': flow(
      "@step() start() { if (this.current.step) throw new Error('here'); }",
    ),
  });
  const { code, out, err } = await odd.stepwell('run', 'mein ordner ü/日本/a b.flow.ts');
  expect(code, err).toBe(1);
  expect(out).toContain('at mein ordner ü/日本/a b.flow.ts:3:');
});

test.each([
  ['without stepwell installed', false],
  ['beside an installed one', true],
])('a flow that extends a class of a package, %s', async (_how, installed) => {
  const p = project({
    'node_modules/@acme/base/package.json':
      '{ "name": "@acme/base", "type": "module", "exports": "./index.js" }',
    'node_modules/@acme/base/index.js': `
      import { Flow } from 'stepwell';
      export class Base extends Flow { greeting = 'hello'; greet() { return this.greeting + ' ' + this.current.step; } }`,
    'a.flow.ts': `
      import { step } from 'stepwell';
      import { Base } from '@acme/base';
      export class A extends Base {
        @step() start() { this.greeting = 'good day'; return this.next(this.end); }
        @step() end() { console.log(this.greet()); }
      }`,
  });
  if (installed) p.install();
  const { code, err } = await p.stepwell('run', 'a.flow.ts');
  expect(code, err).toBe(0);
  expect(p.log()).toEqual(['end/0 good day end']);
});

test('steps that come from a class in another file are part of the graph, and checked', async () => {
  const p = project({
    'base.ts': `
      import { Flow, step, type Inputs } from 'stepwell';
      export abstract class Base extends Flow {
        sum = 0; n = 0;
        @step() start() { return this.foreach([1, 2, 3], this.each); }
        @step() each(n: number) { this.n = n; return this.next(this.add); }
        @step() add(inputs: Inputs<this>) { for (const i of inputs) this.sum += i.n; return this.next(this.last); }
        @step() last() {}
      }`,
    'a.flow.ts': `
      import { step } from 'stepwell';
      import { Base } from './base.js';
      export class A extends Base { @step() last() { console.log('sum', this.sum); } }`,
  });
  const graph = await p.json<{ steps: { name: string }[]; edges: unknown[] }>(
    'graph',
    'a.flow.ts',
    '--format',
    'json',
  );
  expect(graph.steps.map(({ name }) => name)).toEqual(['start', 'each', 'add', 'last']);
  expect(graph.edges).toHaveLength(3);
  const { code, out, err } = await p.stepwell('run', 'a.flow.ts');
  expect(code, err + out).toBe(0);
  expect(p.log()).toEqual(['last/0 sum 6']);
  // A slip in the class is found before anything runs, though the flow's own file has not changed.
  p.write({ 'base.ts': p.read('base.ts').replace('this.next(this.add)', 'this.next(this.ad)') });
  expect(await p.stepwell('run', 'a.flow.ts')).toMatchObject({
    code: 2,
    err: expect.stringContaining('unknown-step'),
  });
});

test('what is imported by a name that is only known at run time is found beside its source', async () => {
  const p = project({
    'lib/helper.ts': 'export const load = (name: string) => import(name);',
    'lib/deep.ts': 'export const z: string = "deep";',
    'near.ts': 'export const z: string = "near";',
    'a.flow.ts': `import { load } from './lib/helper.ts';\n${flow(`
      @step() async start() {
        const name = './near.ts';
        console.log((await import(name)).z, (await load('./deep.ts')).z);
        await import('./no' + 'where.ts').catch(error => console.log(error.code));
      }`)}`,
  });
  const { code, err } = await p.stepwell('run', 'a.flow.ts');
  expect(code, err).toBe(0);
  expect(p.log()).toEqual(['start/0 near deep', 'start/0 ERR_MODULE_NOT_FOUND']);
});

test.skipIf(process.platform === 'win32')(
  'a project that is reached by a link: one history, and errors at their lines',
  async () => {
    const p = project({
      'real #1/package.json': '{ "type": "module" }',
      'real #1/a.flow.ts': flow(`@step() start() {\n throw new Error('here');\n }`),
    });
    symlinkSync('real #1', p.path('link'));
    for (const folder of ['real #1', 'link']) {
      const { code, err, out } = await p.stepwell('run', `${folder}/a.flow.ts`);
      expect(code, err).toBe(1);
      expect(out, folder).toMatch(/at (?:real #1|link)\/a\.flow\.ts:4:\d+/);
    }
    const runs = await p.json<unknown[]>('runs', '--json', '--store', 'real #1/.stepwell');
    expect(runs).toHaveLength(2);
  },
);
