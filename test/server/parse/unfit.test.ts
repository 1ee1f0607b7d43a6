import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';

const before = `import { load as imported } from './load.js';
class Model { w = 1; } class Sub extends Model {} class Worse extends TypeError {} function made() { return new Model(); } const make = (n: number) => ({ n, model: new Model() }); class Bad extends Error {} enum Kind { A }
async function load() { return 1; } const later = async () => 1; function plain() { return 1; } function* items() { yield 1; }
const handlers = { a: () => 1 }; const settings = { count: 1, deep: { model: new Model(), make: () => 1 } };`;

/** What is told of a first step that does this. */
function told(body: string, members = ''): string {
  const text = `import { Flow, parameter, step } from 'stepwell';\n${before}
export class F extends Flow { x: any; rows: any[] = []; map = new Map(); title = parameter.string(); ${members}
  @step() async start() { ${body} return this.next(this.end); } @step() end() {} }`;
  const { problems, broken } = parseFlows(text, 'f.ts');
  expect(broken).toBeNull();
  return problems.map(({ code }) => code).join(' ');
}

/** How grave what is told of values is. */
function severities(body: string, members = ''): string[] {
  const text = `import { Flow, type Inputs, parameter, step } from 'stepwell';\n${before}
export class F extends Flow { x: any; rows: any[] = []; title = parameter.string(); ${members}
  @step() start() { ${body} return this.next(this.end); } @step() end() {} }`;
  const { problems } = parseFlows(text, 'f.ts');
  return problems
    .filter(({ code }) => /unstorable|unawaited|assigned/.test(code))
    .map(({ severity }) => severity);
}

const promise = 'unawaited-artifact';
const instance = 'artifact-class-instance';
const unstorable = 'artifact-unstorable';

const values: Readonly<Record<string, string>> = {
  'load()': promise,
  'later()': promise,
  'this.rows.map(async row => row)': promise,
  'this.rows.map(later)': promise,
  'this.title ? load() : 1': promise,
  'this.title ? 1 : load()': promise,
  'this.title && load()': promise,
  'this.rows[0] ?? load()': promise,
  '[load(), 1]': promise,
  'load().then(one => one)': promise,
  'await this.rows.map(async row => row)': promise,
  'await [load()]': promise,
  '{ a: { b: load() } }': promise,
  'Promise.all([load()])': promise,
  'new Promise(() => {})': promise,
  "fetch('x')": promise,
  'Array.from([1, 2], async n => n)': promise,
  'await Array.from([1], load)': promise,
  '(async () => 1)()': promise,
  'Object.fromEntries([1].map(n => [n, load()]))': promise,
  'await Promise.all(Array.from([1], load))': '',
  'made()': instance,
  'make(1)': instance,
  'this.rows.map(make)': instance,
  'new Sub()': instance,
  'new Worse()': '',
  '(() => { return new Model(); })()': instance,
  '[1, ...this.rows.map(() => new Model())]': instance,
  '[...[new Model()]]': instance,
  '[...this.rows.map(row => row)]': '',
  'Array.from(this.rows)': '',
  'new Set(this.map.values())': '',
  '[...new Set(new Map([[1, 2]]).values())]': '',
  'new Map([1].entries())': '',
  'new Set([1].map(() => new Model()))': instance,
  '[...new Set([new Model()])]': instance,
  'await load()': '',
  'await Promise.all(this.rows.map(async row => row))': '',
  'plain()': '',
  'imported()': '',
  '{ a: await load() }': '',
  '(await load()).toFixed()': '',
  'new Model()': instance,
  '[new Model()]': instance,
  '{ model: new Model() }': instance,
  'this.title ? new Model() : null': instance,
  'this.rows.map(row => new Model())': instance,
  'this.rows.map(row => { return new Model(); })': instance,
  "new Map([['a', new Model()]])": instance,
  'new Model().w': '',
  "new Bad('x')": '',
  'new Map()': '',
  'new Date()': '',
  'Kind.A': '',
  '() => 1': unstorable,
  '{ clean: (text: string) => text }': unstorable,
  '{ clean() {} }': unstorable,
  'Object.assign({}, { clean: () => 1 })': unstorable,
  '[() => 1]': unstorable,
  handlers: unstorable,
  load: unstorable,
  Model: unstorable,
  'handlers.a': unstorable,
  "handlers['a']": unstorable,
  'settings.deep.make': unstorable,
  'settings.deep.model': instance,
  'settings.deep': instance,
  'settings.count': '',
  'items()': unstorable,
  'new Map().values()': unstorable,
  'this.map.entries()': unstorable,
  "'a'.matchAll(/a/g)": unstorable,
  'setTimeout(() => {}, 5)': unstorable,
  "Symbol('a')": unstorable,
  '[...this.map.values()]': '',
  'Object.values(this.rows)': '',
  'this.rows.sort((a, b) => a - b)': '',
  'this.rows.filter(row => row)': '',
};

describe('what a step takes away again is its own affair', () => {
  test.each([
    'if (this.title) { this.x = new Model(); this.x = 1; }',
    'for (const row of this.rows) { if (!row) continue; this.x = new Model(); delete this.x; }',
    'if (this.title) { this.x = load(); this.x = 1; } else { this.x = load(); this.x = 2; }',
  ])('%s', body => {
    expect(told(body)).toBe('');
  });

  test.each([
    'this.x = new Model(); if (this.title) this.x = 1;',
    'this.x = new Model(); if (this.title) return this.next(this.end); this.x = 1;',
    'if (this.title) this.x = 1; else this.x = new Model();',
  ])('%s', body => {
    expect(told(body)).toBe(instance);
  });
});

describe('an error is one for every run, or else a warning', () => {
  test.each<[string, string, string?]>([
    ['this.x = () => 1;', 'error'],
    ['const it = () => 1; this.x = it;', 'error'],
    ['this.x = this.title ? () => 1 : load;', 'error'],
    ['this.x = [1].map(() => load());', 'error'],
    ['this.title = 1;', 'error'],
    ['this.x = this.title ? () => 1 : 1;', 'warning'],
    ['this.x = this.title && load();', 'warning'],
    ['let it; if (this.title) it = load(); this.x = it;', 'warning'],
    ['if (this.title) this.x = () => 1;', 'warning'],
    ['if (this.title) this.title = 1;', 'warning'],
    ['this.x = this.rows.map(() => load());', 'warning'],
    ['this.x = () => 1; if (this.title) this.x = 1;', 'warning'],
    ['this.x = 1; if (this.title) return this.next(this.end); this.x = () => 1;', 'warning'],
    [
      'return this.next(this.late);',
      'error',
      '@step() late() { this.x = () => 1; return this.next(this.end); }',
    ],
    [
      'if (this.title) return this.next(this.late);',
      'warning',
      '@step() late() { this.x = () => 1; return this.next(this.end); }',
    ],
    [
      'return this.next(this.late);',
      'warning',
      "@step({ catch: 'x' }) late() { this.rows = load(); return this.next(this.end); }",
    ],
    [
      'return this.next(this.l, this.r);',
      'error',
      '@step() l() { this.x = load(); return this.next(this.j); } @step() r() { return this.next(this.j); } @step() j(inputs: Inputs<this>) {}',
    ],
    [
      'return this.foreach(this.rows, this.l);',
      'warning',
      '@step() l(_row: any) { this.x = load(); return this.next(this.j); } @step() j(inputs: Inputs<this>) {}',
    ],
  ])('%s', (body, severity, members) => {
    expect(severities(body, members)).toEqual([severity]);
  });
});

describe.each(Object.entries(values))('%s', (value, code) => {
  test.each<[string, string, string?]>([
    ['assigned', `this.x = ${value};`],
    ['through a constant', `const it = ${value}; this.x = it;`],
    ['through a variable', `let it = ${value}; this.x = it;`],
    ['through a variable that is given it later', `let it; it = ${value}; this.x = it;`],
    ['through a name in a pattern', `const { it } = { it: ${value} }; this.x = it;`],
    ['through a part of a constant', `const it = { of: ${value} }; this.x = it.of;`],
    ['pushed', `this.rows.push(${value});`],
    ['pushed, spread', `this.rows.push(...[${value}]);`],
    ['set', `this.map.set('a', ${value});`],
    ['in a pattern', `[this.x] = [${value}];`],
    ['in a pattern with names', `({ it: this.x } = { it: ${value} });`],
    ['with Object.assign', `Object.assign(this, { x: ${value} });`],
    ['through a parameter', `this.put(${value});`, 'put(to: any) { this.x = to; }'],
    ['in an object, through a parameter', `this.put(${value});`, 'put(to: any) { this.x = { to }; }'],
    [
      'through what a member is given and gives',
      `this.x = this.made(${value});`,
      'made(to: any) { return [to]; }',
    ],
    [
      'through one function of an object',
      `this.#of.put(${value});`,
      '#of = { put: (to: any) => { this.x = to; } };',
    ],
    [
      'through a parameter of a local function',
      `const put = (to: any) => { this.x = to; }; put(1); put(${value});`,
    ],
    ['through a setter', `this.given = ${value};`, 'set given(to: any) { this.x = to; }'],
    ['at an index', `this.rows[0] = ${value};`],
    ['as a member', `this.x = { of: ${value} };`],
    ['where there is none', `this.x ??= ${value};`],
    ['in a helper', 'await this.put();', `async put() { this.x = ${value}; }`],
    ['in a private helper', 'await this.#put();', `#put = async () => { this.x = ${value}; };`],
  ])('%s', (_how, body, members) => {
    expect(told(body, members)).toBe(code);
  });
});

test.each([
  ['y = new Model();', instance],
  ['y = load();', promise],
  ['y = { a: () => 1 };', unstorable],
  ['static codecs = { y: codec }; y = new Model();', ''],
  ['#y = new Model();', ''],
  ['#y = () => 1;', ''],
  ['y = [1, 2];', ''],
  ['y?: unknown = undefined;', ''],
])('a field %s', (members, code) => {
  expect(told('', members)).toBe(code);
});

/** Where `??=` finds a value, in a step behind others, and where it may find none. */
test.each([
  ['', '', 'delete this.y; this.y = 1;', ''],
  ['', '', 'this.y = null; this.y = 2;', ''],
  ['', '', 'if (this.title) this.y = null; else this.y = 1; this.y = 3;', ''],
  ['', '', 'this.y = [null];', ''],
  ['', '', 'this.y = null ?? 4;', ''],
  ['delete this.y;', '', 'this.y = 5;', ''],
  ['delete this.y; this.y = 6;', '', '', ''],
  ['delete this.y; this.y ??= 7;', '', '', ''],
  ['let none = null; this.y = none;', '', '', instance],
  ['let none; none = null; this.y = none;', '', '', instance],
  ['const of = { none: null }; this.y = of.none;', '', '', instance],
  ['this.y = this.#none();', '#none() { return null; }', '', instance],
  ['const { none } = { none: void 0 }; this.y = none;', '', '', instance],
  ['let some = 5; this.y = some;', '', '', ''],
  ['if (this.title) this.y = 8; else this.y = 9;', 'y: any;', '', ''],
  ['delete this.y; if (this.title) this.y = 8; else this.y = 9;', '', '', ''],
  ['', '', 'delete this.y;', instance],
  ['', '', 'if (this.title) this.y = null;', instance],
  ['', '', 'this.y = this.title ? null : 1;', instance],
  ['delete this.y;', '', '', instance],
  ['this.y = none;', '', '', instance],
  ['[1].forEach(() => { if (this.title) return; this.y = 1; });', 'y: any;', '', instance],
  ['this.put();', 'y: any; put() { if (this.title) return; this.y = 1; }', '', instance],
  ['if (this.title) this.y = 1;', 'y: any;', '', instance],
])('before `this.y ??= new Model()`: %s | %s | %s', (first, members, body, code) => {
  const text = `import { Flow, parameter, step } from 'stepwell';\n${before} const none = null;
export class F extends Flow { title = parameter.string(); ${members.includes('y: any') ? '' : 'y: any = 0;'} ${members}
  @step() start() { ${first} return this.next(this.more); }
  @step() more() { ${body} this.y ??= new Model(); return this.next(this.end); } @step() end() {} }`;
  expect(
    parseFlows(text, 'f.ts')
      .problems.map(one => one.code)
      .join(' '),
  ).toBe(code);
});

test.each([
  ['a default that is not needed', 'this.y ??= load();', 'y: any = 5;', ''],
  ['a first value that the first step replaces', 'this.y = await this.y;', 'y: any = load();', ''],
  [
    'what both arms of a condition put right',
    'if (this.rows[0]) this.x = load(); if (this.title) this.x = 1; else this.x = 2;',
    '',
    '',
  ],
  ['what is put right before the end', 'this.x = load(); this.x = await this.x;', '', ''],
  [
    'what is put right in a helper',
    'this.x = load(); await this.settle();',
    'async settle() { this.x = await this.x; }',
    '',
  ],
  [
    'a list of promises that are waited for',
    'this.rows.push(load()); this.rows = await Promise.all(this.rows);',
    '',
    '',
  ],
  ['a local that is given something else', 'let it: any = load(); it = await it; this.x = it;', '', ''],
  ['another name in an inner block', 'const it = 1; { const it = load(); await it; } this.x = it;', '', ''],
  [
    'a parameter in a helper',
    'this.tidy();',
    'tidy() { this.title = this.title.trim(); }',
    'parameter-assigned',
  ],
  [
    'a parameter in a private helper',
    'this.#tidy();',
    '#tidy = () => { this.title += 1; };',
    'parameter-assigned',
  ],
  [
    'a parameter in a getter',
    'console.log(this.tidy);',
    "get tidy() { this.title = ''; return 1; }",
    'parameter-assigned',
  ],
  [
    'a helper that reads what nothing gives a value',
    'this.show();',
    'none!: number; show() { console.log(this.none); }',
    'artifact-unassigned',
  ],
  ['a helper that asks for it', 'this.show();', 'none!: number; show() { console.log(this.none ?? 0); }', ''],
  [
    'a helper that reads what the step has given',
    'this.none = 1; this.show();',
    'none!: number; show() { console.log(this.none); }',
    '',
  ],
  ['a helper that no step calls', '', 'tidy() { this.title = this.title.trim(); }', ''],
])('%s', (_what, body, members, code) => {
  expect(told(body, members)).toBe(code);
});

/** What is told where a first step does this, and the last that. */
function later(first: string, last: string, members: string): string {
  const text = `import { Flow, parameter, step } from 'stepwell'; export class F extends Flow { ${members}
    @step() start() { ${first} return this.next(this.end); } @step() end() { ${last} } }`;
  return parseFlows(text, 'f.ts')
    .problems.map(({ code, severity }) => `${severity} ${code}`)
    .join(' ');
}

test.each([
  ['delete this.x;', 'console.log(this.x);', 'x!: number;', 'warning artifact-unassigned'],
  ['this.x = 1; delete this.x;', 'console.log(this.x);', 'x!: number;', 'warning artifact-unassigned'],
  ['delete this.x;', 'console.log(this.x);', 'x = 5;', 'warning artifact-unassigned'],
  ['delete this.x; this.x = 1;', 'console.log(this.x);', 'x = 5;', ''],
  ['if (this.x > 3) delete this.x;', 'console.log(this.x);', 'x = 5;', ''],
  ['delete this.x;', 'console.log(this.x ?? 0);', 'x = 5;', ''],
  ['delete this.x;', 'console.log(this.x);', 'x?: number = 5;', ''],
  ['delete this.x;', 'this.x = 1; console.log(this.x);', 'x = 5;', ''],
  ['', 'delete this.x; console.log(this.x);', 'x = 5;', 'warning artifact-unassigned'],
  [
    '',
    'for (;;) { delete this.x; break; } console.log(this.x);',
    'x!: number;',
    'warning artifact-unassigned',
  ],
  ['', 'if (Date.now() > 1) delete this.x; console.log(this.x);', 'x = 5;', ''],
  ['', 'delete this.x; console.log(this.x ?? 0);', 'x = 5;', ''],
  ['', 'delete this.x; this.x = 1; console.log(this.x);', 'x = 5;', ''],
  [
    'this.#drop();',
    'console.log(this.x);',
    'x = 5; #drop() { delete this.x; }',
    'warning artifact-unassigned',
  ],
  ['this.o.deep = true;', '', 'o = parameter.json<any>();', 'warning parameter-changed'],
  ['this.o.list.push(1);', '', 'o = parameter.json<any>();', 'warning parameter-changed'],
  ['const { o } = this; o.deep = true;', '', 'o = parameter.json<any>();', 'warning parameter-changed'],
  ['const { list } = this.o; list.push(1);', '', 'o = parameter.json<any>();', 'warning parameter-changed'],
  [
    'for (const one of this.o.list) one.n = 1;',
    '',
    'o = parameter.json<any>();',
    'warning parameter-changed',
  ],
  ['for (const one of this.o.list) console.log(one);', '', 'o = parameter.json<any>();', ''],
  ['const o = { ...this.o }; o.deep = true;', '', 'o = parameter.json<any>();', ''],
  ['this.o = 1;', '', 'o = parameter.json<any>();', 'error parameter-assigned'],
])('%s, then %s (%s)', (first, last, members, expected) => {
  expect(later(first, last, members)).toBe(expected);
});

test.each([
  ['const { rows } = this; rows.push(item);', true],
  ['const rows = this.rows; rows.push(item);', true],
  ['const { rows: all } = this; all[0] = item;', true],
  ["const self = this; const { rows } = self; rows['a'] = item;", true],
  ['const { rows } = this; [1].forEach(() => rows.push(item));', true],
  ['const rows = [...this.rows]; rows.push(item);', false],
  ['const { rows } = this; console.log(rows.length, item);', false],
  ['const { rows } = this; { const rows: number[] = []; rows.push(item); } console.log(rows);', false],
  ['const { rows } = this; const add = (rows: number[]) => rows.push(item); add([...rows]);', false],
])('a change through another name: %s', (body, isTold) => {
  const text = `import { Flow, type Inputs, step } from 'stepwell'; export class F extends Flow { rows: any[] = [];
    @step() start() { return this.foreach([1, 2], this.each); } @step() each(item: number) { ${body} return this.next(this.join); }
    @step() join(inputs: Inputs<this>) { console.log(this.rows, inputs.length); } }`;
  expect(parseFlows(text, 'f.ts').problems.map(({ code }) => code)).toEqual(
    isTold ? ['artifact-disputed'] : [],
  );
});

test.each([
  ['this.n', 'n = 3;', true],
  ['this.n as any', 'n = 3;', true],
  ['this.n', 'n: any = 3;', false],
  ['this.n', 'n = [3];', false],
  ['this.n', 'n = { a: 1 };', true],
  ['this.n', 'n: Record<string, number> = {};', true],
  ['this.n', 'n = new Map();', false],
  ['this.n', "n = 'abc';", false],
  ['this.n', 'n = null;', false],
  ['this.load()', 'async load() { return [1]; }', true],
  ['this.#load()', '#load = async () => [1];', true],
  ['await this.load()', 'async load() { return [1]; }', false],
  ['count', '', true],
  ['rows', '', false],
  ['rows.map(row => row)', '', false],
  ['rows.length', '', true],
  ['this.n.length', 'n = [3];', true],
  ['Math.ceil(count / 2)', '', true],
  ['Number("3") as any', '', true],
  ['count * 2', '', true],
  ['sized', 'n = 3;', true],
  ['rows.concat(count)', '', false],
  ['this.length', 'length = [3];', false],
  ['((Math: any) => Math.list())({ list: () => rows })', '', false],
  ["'a' + 'b'", '', false],
])('a fan-out over %s (%s)', (items, members, isTold) => {
  const text = `import { Flow, type Inputs, step } from 'stepwell'; export class F extends Flow { ${members}
    @step() async start() { const count = 3; const rows = [count]; const sized = rows.length; console.log(rows, sized); return this.foreach(${items}, this.each); }
    @step() each(item: number) { console.log(item); return this.next(this.join); } @step() join(inputs: Inputs<this>) {} }`;
  expect(parseFlows(text, 'f.ts').problems.map(({ code }) => code)).toEqual(
    isTold ? ['fanout-not-iterable'] : [],
  );
});

test('what is wrong in a helper is told once, however many steps call it', () => {
  const text = `import { Flow, step } from 'stepwell'; export class F extends Flow { x: unknown; put() { this.x = () => 1; }
    @step() start() { this.put(); return this.next(this.end); } @step() end() { this.put(); } }`;
  expect(parseFlows(text, 'f.ts').problems.map(({ code, flows }) => [code, flows])).toEqual([
    [unstorable, ['F']],
  ]);
});

/** What is told of a fan-out whose steps and join are these. */
function joined(each: string, join: string, end: string): string[] {
  const text = `import { Flow, type Inputs, step } from 'stepwell'; export class F extends Flow { problem?: Error; n = 0; score = 0;
    #put(to: number) { this.n = to; } #same() { this.n = 3; } #place() { this.n = this.current.index ?? 0; }
    @step() start() { return this.foreach([1, 2], this.each); }
    ${each} @step() join(inputs: Inputs<this>) { ${join} return this.next(this.end); } @step() end() { ${end} } }`;
  return parseFlows(text, 'f.ts').problems.map(({ code, step }) => `${code} (${step})`);
}

const catches = "@step({ catch: 'problem' }) each(item: number) { work(item); return this.next(this.join); }";

test.each([
  [
    'the error of one item',
    catches,
    '',
    'if (this.problem) console.log(this.n);',
    ['artifact-disputed (end)'],
  ],
  [
    'the same, taken over',
    catches,
    'this.problem = inputs.find(input => input.problem)?.problem;',
    'if (this.problem) console.log(this.n);',
    [],
  ],
  [
    'the same, read of the inputs',
    catches,
    'this.n = inputs.filter(input => input.problem).length;',
    'console.log(this.n);',
    [],
  ],
  ['the same, read by nobody', catches, '', 'console.log(this.n);', []],
  [
    'a helper that is given the item',
    '@step() each(item: number) { this.#put(item); return this.next(this.join); }',
    '',
    'console.log(this.n);',
    ['artifact-disputed (end)'],
  ],
  [
    'a helper that is given the same',
    '@step() each(item: number) { this.#put(5); return this.next(this.join); }',
    '',
    'console.log(this.n);',
    [],
  ],
  [
    'a helper for some items',
    '@step() each(item: number) { if (item > 1) this.#same(); return this.next(this.join); }',
    '',
    'console.log(this.n);',
    ['artifact-disputed (end)'],
  ],
  [
    'a helper for all',
    '@step() each(item: number) { this.#same(); return this.next(this.join); }',
    '',
    'console.log(this.n);',
    [],
  ],
  [
    'a helper that asks which item it is',
    '@step() each(item: number) { this.#place(); return this.next(this.join); }',
    '',
    'console.log(this.n);',
    ['artifact-disputed (end)'],
  ],
  [
    'an input under a name that an inner block hides',
    '@step() each(item: number) { this.score = item; return this.next(this.join); }',
    'const best = inputs[0]!; { const best = { score: 1 }; console.log(best.score); } this.n = best.score;',
    'console.log(this.n);',
    [],
  ],
  [
    'an input under a name that a loop hides',
    '@step() each(item: number) { this.score = item; return this.next(this.join); }',
    'const best = inputs[0]!; for (const best of [1]) console.log(best); this.n = best.score;',
    'console.log(this.n);',
    [],
  ],
])('at a join: %s', (_what, each, join, end, expected) => {
  expect(joined(each, join, end)).toEqual(expected);
});
