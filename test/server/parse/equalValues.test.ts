import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';

/** What is told of a split whose branches do these things to `x` and `list`, both read behind the join. */
function told(one: string, other: string, before = '', members = ''): string[] {
  const text = `import { Flow, type Inputs, parameter, step } from 'stepwell';
import { LIMIT, label, STATUS as S } from './constants.js';
import * as all from './constants.js';
${before}
export class F extends Flow {
  x: unknown = 0; list: unknown[] = []; y = 1; mode = parameter.string(); ${members}
  @step() start() { return this.next(this.a, this.b); }
  @step() async a() { ${one} return this.next(this.join); }
  @step() async b() { ${other} return this.next(this.join); }
  @step() join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }
  @step() end() { console.log(this.x, this.list); }
}`;
  const { problems, broken } = parseFlows(text, 'f.ts');
  expect(broken).toBeNull();
  return problems.map(({ code, message }) => `${code} ${/'(\w+)' (?:different|is)/.exec(message)?.[1]}`);
}

const constants = `const STAGE = 'work'; const NUMBERS = { one: 1, deep: { two: 2 } }; const { one } = NUMBERS; const { deep: { two } } = NUMBERS; const FILLED = { one: 1 }; FILLED.one = 2;
enum Status { New, Done = 'done' } const enum Level { Low = 1, High } namespace Names { export const a = 1; }
function stage(of = 'x') { return of + STAGE; } const upper = (text: string) => text.toUpperCase();
function* items(to = 1) { for (let n = 0; n < to; n++) yield n; } function* chances() { yield Math.random(); }
let count = 0; function counted() { return ++count; } function random() { return Math.random(); }
const stamp = () => new Date(); let changing = 1; function change() { [changing] = [2]; } let stays = 3; let next = 1; next++;`;

/** As it stands in a template. */
function inText(expression: string): string {
  return `$\{${expression}}`;
}

describe('branches that give the same', () => {
  test.each([
    ['STAGE', 'STAGE'],
    ['STAGE', "'work'"],
    [`\`${inText('STAGE')}\``, 'STAGE'],
    [`\`${inText('STAGE')}-1\``, "'work-1'"],
    [`\`${inText('LIMIT')}!\``, `\`${inText('LIMIT')}!\``],
    ['NUMBERS.one', 'NUMBERS.one'],
    ["NUMBERS['one']", '1'],
    ["NUMBERS['deep'].two", 'NUMBERS.deep.two'],
    ["Status['Done']", "'done'"],
    ['NUMBERS.one', '1'],
    ['one', 'one'],
    ['one', '1'],
    ['NUMBERS.deep.two', '2'],
    ['two', '2'],
    ['two', 'NUMBERS.deep.two'],
    ['NUMBERS.deep', '{ two: 2 }'],
    ['Status.Done', 'Status.Done'],
    ['Status.Done', "'done'"],
    ['Status.New', '0'],
    ['Level.High', '2'],
    ['LIMIT', 'LIMIT'],
    ['stays', '3'],
    ['S.done', 'S.done'],
    ['all.LIMIT', 'all.LIMIT'],
    ['LIMIT + 1', 'LIMIT  +  1'],
    ['-LIMIT', '-LIMIT'],
    ['Names.a', 'Names.a'],
    ['label(1)', 'label(1)'],
    ['stage()', 'stage()'],
    ["stage('x')", "stage('x')"],
    ['upper(STAGE)', 'upper(STAGE)'],
    ['Math.max(1, this.y)', 'Math.max(1, this.y)'],
    ['[1, 2].map(n => n * 2)', '[1,2].map(n => n * 2)'],
    ['{ stage: STAGE, of: [1] }', "{ stage: 'work', of: [1] }"],
    ['new Map([[STAGE, 1]])', "new Map([['work', 1]])"],
    ['this.mode + STAGE', 'this.mode + STAGE'],
    ["this['mode']", 'this.mode'],
    ['(this as F).mode', 'this.mode'],
    ['undefined', 'undefined'],
    ['(STAGE as string)', 'STAGE!'],
    ['null ?? STAGE', 'STAGE'],
    ['void 0 ?? STAGE', 'undefined ?? STAGE'],
    ["'twelve'.length ?? 1", "'twelve'.length ?? 1"],
    ['stage().length ? 1 : 2', 'stage().length ? 1 : 2'],
    ['STAGE ?? LIMIT', 'STAGE'],
    ["'' || STAGE", 'STAGE'],
    ['STAGE && LIMIT', 'LIMIT'],
    ['(console.log(1), STAGE)', 'STAGE'],
    ['void 0', 'undefined'],
    ["NUMBERS.one ? STAGE : 'none'", 'STAGE'],
    ["this.y > 1 ? STAGE : 'work'", 'STAGE'],
    ['label(Math.random()) ? STAGE : STAGE', 'STAGE'],
    ['[...items(2)]', '[...items(2)]'],
  ])('%s and %s', (one, other) => {
    expect(told(`this.x = ${one};`, `this.x = ${other};`, constants)).toEqual([]);
  });

  test.each([
    ['a constant of its own', "const s = STAGE + 'x'; this.x = s;", "const t = STAGE + 'x'; this.x = t;"],
    ['the same method', 'this.mark();', 'this.mark();'],
    ['the same private method', 'this.#mark();', 'this.#mark();'],
    ['the same arrow function', 'this.#arrow();', 'this.#arrow();'],
    ['the same method, given the same', "this.put('a');", "this.put('a');"],
    ['a variable of its own', "let s = 'work'; this.x = s;", 'this.x = STAGE;'],
    [
      'a local function, given the same',
      'const put = (to: string) => { this.x = to; }; put(STAGE);',
      "this.x = 'work';",
    ],
    ['a local function in a method, given the same', 'this.through(1);', "this.x = 'work';"],
    ['a variable that is given it later', "let s; s = 'work'; this.x = s;", 'this.x = STAGE;'],
    ['what the flow has under another name', 'const { mode } = this; this.x = mode;', 'this.x = this.mode;'],
    ['what it has there', 'const self = this; this.x = self.mode;', 'const at = this.mode; this.x = at;'],
    ['several at once', 'this.x = this.x = STAGE;', "this.x = 'work';"],
    ['a method and a value', 'this.mark();', "this.x = 'work';"],
    ['a method, and what it gives', "this.put('a');", "this.x = 'a';"],
    ['the same in a list', 'this.list.push(STAGE);', "this.list.push('work');"],
    ['the same under the same condition, done always', 'if (this.y) {} this.x = LIMIT;', 'this.x = LIMIT;'],
  ])('%s', (_what, one, other) => {
    const members =
      'mark() { this.x = STAGE; } #mark() { this.x = STAGE; } #arrow = () => { this.x = STAGE; }; put(to: string) { this.x = to; } through(n: number) { const put = (to: string) => { this.x = to; }; put(STAGE); }';
    expect(told(one, other, constants, members)).toEqual([]);
  });
});

const makers = `made() { return STAGE; } #made = () => STAGE; #same = function (this: F) { return this.mode; }; get #got() { return 'work'; }
  make(of: string) { return { of }; } get other() { return this.y; } #open() { const at = STAGE; return at; } async later() { return 1; } *each() { yield 1; }`;

describe('what members give', () => {
  test.each([
    ['this.made()', "'work'"],
    ['this.#made()', 'this.made()'],
    ['this.#got', 'STAGE'],
    ['this.#same()', 'this.mode'],
    ['this.make(STAGE)', "this.make('work')"],
    ["this.make('a')", "{ of: 'a' }"],
    ['this.other', 'this.y'],
  ])('%s and %s', (one, other) => {
    expect(told(`this.x = ${one};`, `this.x = ${other};`, constants, makers)).toEqual([]);
  });

  test.each([
    ['this.made()', 'this.#same()'],
    ["this.make('a')", "this.make('b')"],
    ['this.#open()', 'STAGE'],
    ['this.each()', 'this.each()'],
    ['await this.later()', '1'],
    ['this.other', 'this.y + 1'],
  ])('%s and %s', (one, other) => {
    const found = told(`this.x = ${one};`, `this.x = ${other};`, constants, makers);
    expect(found).toContain('artifact-disputed x');
  });

  test('what a getter gives changes with what it reads', () => {
    const one = 'this.y = 2; this.x = this.other; this.y = 1;';
    expect(told(one, 'this.x = this.other;', '', makers)).toEqual(['artifact-disputed x']);
  });
});

describe('branches that may give something else', () => {
  test.each([
    ['STAGE', 'LIMIT'],
    ['Status.New', 'Status.Done'],
    ['stage()', "stage('y')"],
    ['LIMIT + 1', 'LIMIT - 1'],
    ['-LIMIT', '+LIMIT'],
    ['Math.random()', 'Math.random()'],
    ['new Date()', 'new Date()'],
    ['process.pid', 'process.pid'],
    ['counted()', 'counted()'],
    ['random()', 'random()'],
    ['[...items(2)]', '[...items(3)]'],
    ['[...chances()]', '[...chances()]'],
    ['stamp()', 'stamp()'],
    ['changing', 'changing'],
    ['next', '1'],
    ['ask()', 'ask()'],
    ['await label(1)', 'await label(1)'],
    ['this.current.task', 'this.current.task'],
    ['{ a: STAGE }', '{ b: STAGE }'],
    ['NUMBERS.one', 'NUMBERS'],
    ['FILLED.one', '1'],
    ['NUMBERS.deep.two', 'NUMBERS.one'],
    ['LIMIT ?? STAGE', 'STAGE'],
    ['LIMIT ? STAGE : 1', 'STAGE'],
    ["'' ?? STAGE", 'STAGE'],
    ['STAGE || LIMIT', 'LIMIT'],
    ['0', '-0'],
    ['[1].map(n => n + count)', '[1].map(n => n + count)'],
  ])('%s and %s', (one, other) => {
    expect(told(`this.x = ${one};`, `this.x = ${other};`, constants)).toEqual(['artifact-disputed x']);
  });

  test.each([
    ['names of their own', 'const s = STAGE; this.x = s;', "const s = 'other'; this.x = s;", 'x'],
    ['a method, given something else', "this.put('a');", "this.put('b');", 'x'],
    ['a method under a condition', 'if (this.y) this.mark();', 'if (this.y) this.mark();', 'x'],
    ['a method that does it under a condition', 'this.may();', 'this.may();', 'x'],
    ['one of them', 'this.mark();', '', 'x'],
    ['a variable that may be given it', "let s; if (this.y) s = 'work'; this.x = s;", 'this.x = STAGE;', 'x'],
    ['several at once, of another', 'this.x = this.x = LIMIT;', 'this.x = STAGE;', 'x'],
    [
      'a variable that is set in a loop',
      "let s = 'a'; for (s of ['b']) console.log(s); this.x = s;",
      "this.x = 'a';",
      'x',
    ],
    [
      'a variable that is set in a pattern',
      "let s = 'a'; ({ s } = { s: 'b' }); this.x = s;",
      "this.x = 'a';",
      'x',
    ],
    ['a list in a variable', 'let s = [1]; s.push(2); this.x = s;', 'this.x = [1];', 'x'],
    ['added twice by the same method', 'this.more(); this.more();', 'this.more();', 'list'],
    ['added twice', 'this.list.push(1); this.list.push(1);', 'this.list.push(1);', 'list'],
  ])('%s', (_what, one, other, name) => {
    const members =
      'mark() { this.x = STAGE; } put(to: string) { this.x = to; } may() { if (this.y > 1) this.x = STAGE; } more() { this.list.push(1); }';
    expect(told(one, other, constants, members)).toEqual([`artifact-disputed ${name}`]);
  });
});

/** What is told of a fan-out whose items do this. */
function toldOfItems(deed: string): string[] {
  const text = `import { Flow, type Inputs, step } from 'stepwell';
import { randomUUID as uuid } from 'node:crypto';
let count = 0; function next() { return ++count; } const { random } = Math; const now = Date.now; const stamp = () => label();
function label() { return new Date().toISOString(); } function steady() { return 4; }
export class F extends Flow {
  x: unknown = 0; y = 1;
  @step() start() { return this.foreach([1, 2], this.each); }
  @step() each(item: number) { ${deed} return this.next(this.join); }
  @step() join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }
  @step() end() { console.log(this.x); }
}`;
  const { problems, broken } = parseFlows(text, 'f.ts');
  expect(broken).toBeNull();
  return problems.map(({ code }) => code);
}

describe('items that give the same', () => {
  test.each([
    'this.x = item > 1 ? this.y : this.y;',
    'const given = { v: item ? 7 : 7 }; this.x = given.v;',
    'this.x = null ?? 7;',
    'this.x = (item, this.y + 1);',
    'if (item > 1) this.x = 7; else this.x = 7;',
    'this.x = { item: 5 };',
    'this.x = this.current.flow;',
    'const { current } = this; this.x = current.run;',
    'const { y } = this; this.y = item; this.x = y;',
    'this.x = steady();',
    'let n = 0; const id = () => ++n; this.x = id() + n++;',
  ])('%s', deed => {
    expect(toldOfItems(deed)).toEqual([]);
  });

  test.each([
    'this.x = item > 1 ? this.y : 7;',
    'this.x = item && this.y;',
    'this.y = item; this.x = item > 1 ? this.y : this.y;',
    'if (item > 1) this.x = 7;',
    'this.x = this.y ? item : item;',
    'this.y = item; const { y } = this; this.x = y;',
    'this.y = item; const { y: it = 0 } = this; this.x = [it];',
    'this.y = item; const self = this; this.x = self.y;',
    "this.y = item; this.x = this['y'];",
    'this.y = item; this.x = (this as F).y;',
    'const self = this; this.x = self.current.task;',
    'const { current } = this; this.x = current.index;',
    'const { current: { task } } = this; this.x = task;',
    "this.x = this['current'].task;",
    'const self = this; if (self.current.index) this.x = 5;',
    'this.x = next();',
    'this.x = count++;',
    'this.x = random();',
    'this.x = now();',
    'this.x = stamp();',
    'this.x = uuid();',
    'if (item > 1) delete this.x; this.x ??= 7;',
  ])('%s, which is not', deed => {
    expect(toldOfItems(deed)).toEqual(['artifact-disputed']);
  });
});
