import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { offeredFor } from './offered.js';

const imports = "import { Flow, type Inputs, parameter, step } from 'stepwell'";
const flow = (body: string, head = imports) => `${head}\n\nexport class F extends Flow {\n${body}\n}\n`;
const inStart = (...lines: string[]) =>
  flow(
    `  ok = true\n  rows = [1]\n  @step() start() {\n${lines.map(line => `    ${line}\n`).join('')}  }\n  @step() end() {}\n  @step() end2() {}`,
  );

/** What is offered at the problems of a code, by title. */
function offers(text: string, code: string): Record<string, string> {
  expect(parseFlows(text, 'f.ts').problems.map(one => one.code)).toContain(code);
  const all = offeredFor(text).filter(one => one.code === code);
  return Object.fromEntries(all.map(({ title, after }) => [title, after]));
}

const add = "Add 'return'";
const move = 'Return it at the end';

describe('a transition is returned only where all else is done as before', () => {
  test.for<[what: string, lines: string[], title: string | null, after?: string[]]>([
    ['nothing is behind it', ['this.next(this.end)'], add, ['return this.next(this.end)']],
    [
      'a guard',
      ['if (this.ok) this.next(this.end)', 'return this.next(this.end2)'],
      add,
      ['if (this.ok) return this.next(this.end)', 'return this.next(this.end2)'],
    ],
    [
      'a jump is behind it',
      ['this.next(this.end) // on', 'return // off'],
      add,
      ['return this.next(this.end) // on', '// off'],
    ],
    [
      'a loop is left with it',
      ['for (const row of this.rows) {', '  if (row) {', '    this.next(this.end)', '    break', '  }', '}'],
      add,
      ['for (const row of this.rows) {', '  if (row) {', '    return this.next(this.end)', '  }', '}'],
    ],
    [
      'the next line keeps itself apart',
      ['this.next(this.end)', ';[1].forEach(n => console.log(n))'],
      move,
      [';[1].forEach(n => console.log(n))', 'return this.next(this.end)'],
    ],
    [
      'what it is made of may change',
      ['this.foreach(this.rows, this.end)', 'this.rows = []'],
      move,
      ['const onward = this.foreach(this.rows, this.end)', 'this.rows = []', 'return onward'],
    ],
    ['behind a throw', ['this.next(this.end)', "throw new Error('a')"], null],
    ['where all ways leave before', ['this.next(this.end)', 'if (this.ok) return', 'console.log(1)'], null],
    ['a block before the rest', ['{', '  this.next(this.end)', '}', 'console.log(1)'], null],
    ['a condition before the rest', ['this.ok && this.next(this.end)', 'console.log(1)'], null],
    ['a loop', ['for (const row of this.rows) {', '  this.next(this.end)', '  console.log(row)', '}'], null],
    ['the next turn', ['while (this.ok) {', '  this.next(this.end)', '  continue', '}'], null],
    [
      'the next case',
      [
        'switch (this.rows.length) {',
        '  case 1:',
        '    this.next(this.end)',
        '  default:',
        '    console.log(1)',
        '}',
      ],
      null,
    ],
    [
      'code behind a switch',
      ['switch (1) {', '  default:', '    this.next(this.end)', '}', 'console.log(1)'],
      null,
    ],
    ['a label that is left', ['a: {', '  this.next(this.end)', '  break a', '}', 'console.log(1)'], null],
    ['what hides errors', ['try {', '  console.log(1)', '} finally {', '  this.next(this.end)', '}'], null],
    [
      'what may fail and be caught',
      ['try {', '  this.next(this.end)', '  console.log(1)', '} catch {}'],
      null,
    ],
    [
      'what outdoes it',
      ['try {', '  this.next(this.end)', '} finally {', '  if (this.ok) return', '}'],
      null,
    ],
    ['an else of another if', ['if (this.ok) this.ok && this.next(this.end)', 'else console.log(1)'], null],
  ])('%s', ([_what, lines, title, after]) => {
    const offered = offers(inStart(...lines), 'transition-not-returned');
    expect(offered).toEqual(title === null ? {} : { [title]: inStart(...after!) });
  });
});

test("the '*' stays where the body needs it", () => {
  const generator = (body: string) => flow(`  @step() *start(): unknown { ${body} }`);
  const title = "Leave the '*' out";
  expect(offers(generator('return 1'), 'generator-step')).toHaveProperty([title]);
  expect(offers(generator('const f = function* () { yield 1 }'), 'generator-step')).toHaveProperty([title]);
  expect(offers(generator('yield 1'), 'generator-step')).toEqual({});
  expect(offers(generator('const x = yield* [1]; console.log(x)'), 'generator-step')).toEqual({});
});

test('a step is not deleted while something else speaks of it', () => {
  const lost = (other: string) =>
    flow(`  @step() start() {}\n  @step() lost() {}\n  all() { return ${other} }`);
  const title = "Delete the step 'lost'";
  expect(offers(lost('1'), 'unreachable-step')).toHaveProperty([title]);
  for (const other of ['this.lost', "[this['lost']]", 'this.lost.name'])
    expect(Object.keys(offers(lost(other), 'unreachable-step'))).not.toContain(title);
});

test('a field may have no value only where nothing minds', () => {
  const used = (use: string) => flow(`  at!: number[]\n  @step() start() { console.log(this.at); ${use} }`);
  const title = "Say that 'at' may have no value";
  for (const use of [
    '',
    'this.at = []',
    'if (!this.at) return',
    'this.at ??= []',
    'console.log(this.at?.length ?? 0)',
  ])
    expect(offers(used(use), 'artifact-unassigned'), use).toHaveProperty([title]);
  for (const use of [
    'this.at.push(1)',
    'const n: number[] = this.at',
    'f(this.at)',
    'const { at } = this',
    'this.at[0] = 1',
  ])
    expect(Object.keys(offers(used(use), 'artifact-unassigned')), use).not.toContain(title);
});

describe('a member is made private only where nothing else can name it', () => {
  const title = "Make 'help' private: '#help'";
  const field = 'help = () => 1';
  const own = `  @step() start() { console.log(this.help()) }`;
  const hidden = (body: string, behind = '') =>
    `${flow(body).replace('export class', 'class')}export {}\n${behind}`;

  test.for<[what: string, text: string]>([
    ['a private one', flow(`  private ${field}\n${own}`)],
    ['one of a class that is not exported', hidden(`  ${field}\n${own}`)],
  ])('%s', ([_what, text]) => {
    expect(offers(text, 'artifact-unstorable')).toEqual({
      [title]: text.replace('private ', '').replace(field, `#${field}`).replace('this.help', 'this.#help'),
    });
  });

  test.for<[what: string, text: string]>([
    ['other files may name it', flow(`  ${field}\n${own}`)],
    ['other files may extend it', flow(`  protected ${field}\n${own}`)],
    ['the class is exported further down', hidden(`  ${field}\n${own}`, 'export { F }\n')],
    ['the class is given by default', hidden(`  ${field}\n${own}`, 'export default F\n')],
    ['a static member names it', hidden(`  ${field}\n  static make() { return new F().help() }\n${own}`)],
    [
      'a function names it',
      hidden(`  ${field}\n${own}`, 'function use(f: F) { return f.help() }\nuse(new F())\n'),
    ],
    ['it is taken apart', hidden(`  ${field}\n${own}`, 'const { help: f } = new F()\nf()\n')],
    ['it is asked for by text', hidden(`  ${field}\n${own}`, "console.log(new F()['help'])\n")],
    [
      'a class that extends it has its own',
      hidden(`  ${field}\n${own}`, 'class G extends F { override help = () => 2 }\nnew G()\n'),
    ],
  ])('%s', ([_what, text]) => {
    expect(offers(text, 'artifact-unstorable')).toEqual({});
  });
});
