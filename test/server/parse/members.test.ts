import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';

/** Codes of what is told of a class with these members, and in which step. */
function told(members: string, before = ''): string[] {
  const text = `import { Flow, type Inputs, parameter, step } from 'stepwell';\n${before}export class F extends Flow {\n${members}\n}\n`;
  const { problems, broken } = parseFlows(text, 'f.ts');
  expect(broken).toBeNull();
  return problems.map(({ code, step }) => `${code} (${step})`);
}

/** Every form that code of a class may have, and how it is run; `BODY` is what it does. */
const forms: Readonly<Record<string, readonly [member: string, run: string]>> = {
  'a method': ['load() { BODY }', 'this.load()'],
  'an async method': ['async load() { BODY }', 'await this.load()'],
  'a private method': ['#load() { BODY }', 'this.#load()'],
  'an async private method': ['async #load() { BODY }', 'await this.#load()'],
  'a private method, called with more': ['#load(n: number) { BODY }', 'this.#load(1)'],
  'a private method under another name of this': ['#load() { BODY }', 'const self = this; self.#load()'],
  'a private method that calls another': ['#load() { this.#more() } #more() { BODY }', 'this.#load()'],
  'a private method, given to something': ['#load(n: number) { BODY }', '[1].forEach(n => this.#load(n))'],
  'a getter': ['get load() { BODY return 1; }', 'console.log(this.load)'],
  'a private getter': ['get #load() { BODY return 1; }', 'console.log(this.#load)'],
  'a private setter': ['set #load(to: number) { BODY }', 'this.#load = 1'],
  'an arrow function in a private field': ['#load = () => { BODY };', 'this.#load()'],
  'an async arrow function in a private field': ['#load = async () => { BODY };', 'await this.#load()'],
  'an arrow function in parentheses': ['#load = (() => { BODY }) as () => void;', 'this.#load()'],
  'a function in a private field': ['#load = function (this: F) { BODY };', 'this.#load()'],
  'a function that is made of another': ['#load = once(() => { BODY });', 'this.#load()'],
  'a function in an object': ['#of = { load: () => { BODY } };', 'this.#of.load()'],
  'one of several in an object': [
    '#of = { load: () => { BODY }, spare: () => { this.rows = []; this.n = 9; } };',
    'this.#of.load()',
  ],
  'one that is taken out of an object': [
    '#of = { load: () => { BODY }, spare: () => { this.rows = []; this.n = 9; } };',
    'const { load } = this.#of; load()',
  ],
};

describe.each(Object.entries(forms))('%s', (_form, [member, run]) => {
  const with_ = (body: string): string => member.replace('BODY', body);

  test('gives an artifact a value', () => {
    const steps = `@step() async start() { ${run}; return this.next(this.end); } @step() end() { console.log(this.rows.length); }`;
    expect(told(`rows!: string[];\n${with_("this.rows = ['a'];")}\n${steps}`)).toEqual([]);
    // Nothing else in it says that there is one.
    expect(told(`rows!: string[];\n${with_('work();')}\n${steps}`)).toEqual(['artifact-unassigned (end)']);
  });

  test('settles what the branches leave different', () => {
    const steps = `n = 0; @step() start() { return this.foreach([1, 2], this.each); }
      @step() each(n: number) { this.n = n; return this.next(this.join); }
      @step() async join(inputs: Inputs<this>) { ${run}; return this.next(this.end); } @step() end() { console.log(this.n); }`;
    expect(told(`${with_('this.n = 3;')}\n${steps}`)).toEqual([]);
    expect(told(`${with_('work();')}\n${steps}`)).toEqual(['artifact-disputed (end)']);
  });
});

test.each([
  ['async #load() { return 1; }', 'this.#load()', ['unawaited-artifact (start)']],
  ['#load = async () => 1;', 'this.#load()', ['unawaited-artifact (start)']],
  ['#load = async function () { return 1; };', 'this.#load()', ['unawaited-artifact (start)']],
  ['get #load() { return Promise.resolve(1); }', 'this.#load', ['unawaited-artifact (start)']],
  ['#of = { load: async () => 1 };', 'this.#of.load()', ['unawaited-artifact (start)']],
  ['#of = { async load() { return 1; } };', 'this.#of.load()', ['unawaited-artifact (start)']],
  [
    '#of = { load: async () => 1 };',
    'const { load } = this.#of; this.rows = load()',
    ['unawaited-artifact (start)'],
  ],
  ['#load() { return fetch("a"); }', 'this.#load()', ['unawaited-artifact (start)']],
  ['#load() { return load(); }', 'this.#load()', []],
  ['#of = { load: () => 1, more: async () => 2 };', 'this.#of.load()', []],
  ['#of = { load: async () => 1 };', 'await this.#of.load()', []],
  ['#load() { return 1; }', 'this.#load()', []],
  ['#load = () => 1;', 'this.#load()', []],
  ['async #load() { return 1; }', 'await this.#load()', []],
])('%s: rows = %s', (member, value, expected) => {
  const given = value.startsWith('const') ? value : `this.rows = ${value}`;
  const steps = `@step() async start() { ${given}; return this.next(this.end); } @step() end() {}`;
  expect(told(`rows: unknown;\n${member}\n${steps}`)).toEqual(expected);
});

test.each([
  ['#put(to: number) { this.n = to; }', 'this.#put(GIVEN)'],
  ['#put = (to: number) => { this.n = to; };', 'this.#put(GIVEN)'],
  ['set #put(to: number) { this.n = to; }', 'this.#put = GIVEN'],
  ['#of = { put: (to: number) => { this.n = to; } };', 'this.#of.put(GIVEN)'],
  ['#of = { put: (to: number) => { this.n = to; } };', "this.#of['put'](GIVEN)"],
  ['#of = { put: (to: number) => { this.n = to; } };', 'const { put } = this.#of; put(GIVEN)'],
  ['#of = { put: (to: number) => { this.n = to; } };', 'const { put: set } = this.#of; set(GIVEN)'],
  ['#of = { put: () => { const set = (to: number) => { this.n = to; }; set(GIVEN); } };', 'this.#of.put()'],
])('%s gives an artifact what it is given: %s', (member, run) => {
  const told_ = (given: string): string[] => {
    const steps = `n = 0; seed = 1; @step() start() { return this.foreach([1, 2], this.each); }
      @step() each() { RUN; return this.next(this.join); }
      @step() join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); } @step() end() { console.log(this.n); }`;
    return told(`${member}\n${steps.replace('RUN', run)}`.replace('GIVEN', given));
  };
  expect(told_('this.seed')).toEqual([]);
  expect(told_('Math.random()')).toEqual(['artifact-disputed (end)']);
});

test('a private name is that of its own class', () => {
  const base = 'class Base extends Flow { rows!: string[]; n = 0; #load() { this.n = 1; } }\n';
  const text = (helper: string) =>
    `import { Flow, step } from 'stepwell';\n${base}export class F extends Base { #load() { ${helper} } @step() start() { this.#load(); return this.next(this.end); } @step() end() { console.log(this.rows); } }`;
  expect(parseFlows(text("this.rows = ['a'];"), 'f.ts').problems).toEqual([]);
  expect(parseFlows(text('this.n = 2;'), 'f.ts').problems.map(({ code }) => code)).toEqual([
    'artifact-unassigned',
  ]);
});

test('what a private field holds is nobody else’s, and never disputed', () => {
  const steps = `@step() start() { return this.foreach([1, 2], this.each); }
    @step() each(n: number) { this.#n = n; return this.next(this.join); }
    @step() join(inputs: Inputs<this>) { console.log(this.#n); }`;
  expect(told(`#n = 0; ${steps}`)).toEqual([]);
});

const end = '@step() end() { console.log(this.rows.length); }';

test.each([
  [
    'in a constructor',
    `constructor() { super(); this.rows = ['a']; } @step() start() { return this.next(this.end); } ${end}`,
    [],
  ],
  [
    'by what a constructor calls',
    `constructor() { super(); this.#set(); } #set() { this.rows = []; } @step() start() { return this.next(this.end); } ${end}`,
    [],
  ],
  [
    'by what gives another field its value',
    `n = this.#set(); #set() { this.rows = []; return 1; } @step() start() { return this.next(this.end); } ${end}`,
    [],
  ],
  [
    'in no constructor',
    `constructor() { super(); work(); } @step() start() { return this.next(this.end); } ${end}`,
    ['artifact-unassigned (end)'],
  ],
])('a field that is set %s', (_where, members, expected) => {
  expect(told(`rows: string[];\n${members}`)).toEqual(expected);
});

test.each([
  ['item: number', ['item-without-fanout (work)']],
  ['item = 1', []],
  ['item: number = 1', []],
  ['{ a } = { a: 1 }', []],
  ['...items: number[]', []],
  ['item = 1, index: number', ['item-without-fanout (work)']],
])('a step that takes %s', (parameter, expected) => {
  expect(told(`@step() start() { return this.next(this.work); } @step() work(${parameter}) {}`)).toEqual(
    expected,
  );
});

test.each([
  ['Inputs<this>', ''],
  ['Readonly<Inputs<this>>', ''],
  ['Readonly<NonNullable<Inputs<this>>>', ''],
  ['Inputs<this> | undefined', ''],
  ['readonly Inputs<this>[number][] & Inputs<this>', ''],
  ['Branches', 'type Branches = Inputs<F>;\n'],
  ['Branches', 'type Branches = Readonly<Inputs<F>>;\n'],
  ['Branches<F>', 'type Branches<T extends Flow> = Readonly<Inputs<T>>;\n'],
  ['Readonly<Branches<F>>', 'type Branches<T extends Flow> = Inputs<T>;\n'],
  ["import('stepwell').Inputs<F>", ''],
])('a join that takes %s', (type, before) => {
  const steps = `@step() start() { return this.next(this.a, this.b); } @step() a() { return this.next(this.join); }
    @step() b() { return this.next(this.join); } @step() join(inputs: ${type}) { console.log(inputs.length); }`;
  expect(told(steps, before)).toEqual([]);
});

test('a getter that gives a step', () => {
  const steps = (target: string) =>
    `get chosen() { return this.current.attempt > 5 ? this.start : this.end; } @step() start() { return ${target}; } @step() end() {}`;
  expect(told(steps('this.next(this.chosen)'))).toEqual([]);
  expect(told(steps('this.foreach([1], this.chosen)'))).toEqual([]);
  const text = `import { Flow, step } from 'stepwell'; export class F extends Flow { ${steps('this.next(this.chosen)')} }`;
  expect(parseFlows(text, 'f.ts').flows[0]!.graph.steps.map(({ unknown }) => unknown)).toEqual([true, false]);
});
