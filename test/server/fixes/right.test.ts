import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { offeredFor } from './offered.js';
import { expectTyped } from './sound.js';
import { Typed } from './typed.js';

const typed = new Typed(false);
const script = new Typed(false, '.js');

/** A flow of these members. */
function source(...members: string[]): string {
  return `import { Flow, type Inputs, parameter, step } from 'stepwell';\n\nexport class F extends Flow {\n  ${members.join('\n  ')}\n}\n`;
}

/** The mends of a problem, by what each puts into the text, as it would in an editor; TypeScript has nothing to say of any. */
function mends(text: string, code: string): Record<string, string> {
  const offered = offeredFor(text).filter(one => one.code === code);
  for (const { title, after } of offered) expectTyped(typed, text, after, `${title}:\n${after}`);
  return Object.fromEntries(offered.map(({ title, after }) => [title, after]));
}

describe('a disputed artifact is settled only by what gives it the value that is meant', () => {
  const split = [
    'sum = 1;',
    '@step() start() { return this.next(this.a, this.b); }',
    '@step() a() { this.sum = 2; return this.next(this.join); }',
  ];
  const fanOut = (items: string) => [
    'sum = 1;',
    'list: number[] = [];',
    `@step() start() { return this.foreach(${items}, this.a); }`,
    '@step() a(n: number) { this.sum = n; return this.next(this.join); }',
  ];
  const both = '@step() b() { this.sum = 3; return this.next(this.join); }';
  const one = '@step() b() { return this.next(this.join); }';
  const reads = '@step() join(inputs: Inputs<this>) { console.log(this.sum, inputs.length); }';
  const first = "Take 'sum' from the first input in 'join'";
  const merge = "Take 'sum' over in 'join' with this.merge";

  test.each<[what: string, members: string[], titles: string[]]>([
    ['both branches set it', [...split, both, reads], [first]],
    ['one branch sets it', [...split, one, reads], [first, merge]],
    [
      'the inputs are taken apart',
      [...split, both, '@step() join([left]: Inputs<this>) { console.log(this.sum, left); }'],
      [first],
    ],
    [
      'the inputs are taken apart by name',
      [...split, both, '@step() join({ b, a }: Inputs<this>) { console.log(this.sum, a, b); }'],
      ["Take 'sum' from 'b' in 'join'"],
    ],
    [
      'a method of the list is taken by name too',
      [
        ...split,
        both,
        '@step() join({ length, a: left }: Inputs<this>) { console.log(this.sum, left, length); }',
      ],
      ["Take 'sum' from 'a' in 'join'"],
    ],
    [
      'nothing else is taken of the inputs',
      [...split, both, '@step() join({ length }: Inputs<this>) { console.log(this.sum, length); }'],
      [],
    ],
    ['items that are written out', [...fanOut('[1, 2]'), reads], [first]],
    ['items of which there may be none', [...fanOut('this.list'), reads], []],
    ['items of a list that may be empty', [...fanOut('[...this.list]'), reads], []],
    [
      'the join sums up',
      [
        ...split,
        both,
        '@step() join(inputs: Inputs<this>) { for (const input of inputs) this.sum += input.sum; }',
      ],
      [],
    ],
    [
      'the join adds',
      [...split, both, '@step() join(inputs: Inputs<this>) { this.sum = this.sum + inputs.length; }'],
      [],
    ],
    [
      'the join sets it where it has none',
      [...split, both, '@step() join(inputs: Inputs<this>) { this.sum ||= inputs.length; }'],
      [],
    ],
    [
      'a method of the join sums up',
      [
        ...split,
        both,
        '@step() join(inputs: Inputs<this>) { this.add(inputs.length); }',
        'add(n: number) { this.sum += n; }',
      ],
      [],
    ],
  ])('%s', (_what, members, titles) => {
    const text = source(...members);
    expect(new Set(parseFlows(text, 'f.ts').problems.map(({ code }) => code))).toEqual(
      new Set(['artifact-disputed']),
    );
    expect(Object.keys(mends(text, 'artifact-disputed')).toSorted()).toEqual(titles.toSorted());
  });
});

describe('a parameter that is assigned becomes an artifact for all who read it, or stays', () => {
  const count = 'count = parameter.number({ default: 3 });';
  const start = '@step() start() { this.count = this.count * 2; return this.next(this.end); }';
  const end = '@step() end() { console.log(this.count); }';
  const title = "Use an artifact 'ownCount' in its place";

  test.each<[what: string, members: string[], reads: string[]]>([
    [
      'a later step reads it',
      [count, start, end],
      ['this.ownCount = this.ownCount * 2', 'console.log(this.ownCount)'],
    ],
    [
      'a helper reads it',
      [count, start, '@step() end() { this.tell(); }', 'tell() { console.log(this.count); }'],
      ['console.log(this.ownCount)'],
    ],
    [
      'two steps assign it',
      [count, start, '@step() end() { this.count += 1; console.log(this.count); }'],
      ['this.ownCount += 1; console.log(this.ownCount)'],
    ],
    [
      'it is taken apart',
      [count, start, '@step() end() { const { count } = this; console.log(count); }'],
      ['const { ownCount: count } = this'],
    ],
    [
      'a field begins with it',
      [count, 'twice = this.count * 2;', start, '@step() end() { console.log(this.count, this.twice); }'],
      ['twice = this.count * 2', 'console.log(this.ownCount, this.twice)'],
    ],
  ])('%s', (_what, members, reads) => {
    const after = mends(source(...members), 'parameter-assigned')[title];
    for (const read of ['ownCount = this.count;', ...reads]) expect(after).toContain(read);
    expect(after!.match(/ownCount = this\.count;/g)).toHaveLength(1);
  });

  test.each<[what: string, members: string[]]>([
    [
      'a secret, which would be stored',
      [
        "count = parameter.string({ secret: true, default: 'x' });",
        "@step() start() { this.count = this.count + 'y'; return this.next(this.end); }",
        end,
      ],
    ],
    [
      'what may be a secret',
      [
        "count = parameter.string({ ...{ secret: true }, default: 'x' });",
        "@step() start() { this.count = this.count + 'y'; return this.next(this.end); }",
        end,
      ],
    ],
    ['the whole flow is given away', [count, start, '@step() end() { console.log(JSON.stringify(this)); }']],
    [
      'the branches of a split would leave it different',
      [
        count,
        '@step() start() { return this.next(this.a, this.b); }',
        '@step() a() { this.count = 1; return this.next(this.join); }',
        '@step() b() { this.count = 2; return this.next(this.join); }',
        '@step() join(inputs: Inputs<this>) { console.log(this.count, inputs.length); }',
      ],
    ],
  ])('not for %s', (_what, members) => {
    expect(parseFlows(source(...members), 'f.ts').problems.map(({ code }) => code)).toContain(
      'parameter-assigned',
    );
    expect(mends(source(...members), 'parameter-assigned')).toEqual({});
  });
});

describe('what is added takes names that are free, and says nothing in TypeScript that is JavaScript', () => {
  test('a join whose body has a name of its own for something else', () => {
    const text = source(
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.c); }',
      '@step() b() { return this.next(this.c); }',
      '@step() c() { const inputs = 3; console.log(inputs); }',
    );
    const [after] = Object.values(mends(text, 'missing-inputs-parameter'));
    expect(after).toContain('c(inputs2: Inputs<this>) { const inputs = 3;');
  });

  test('a join whose body speaks of inputs already', () => {
    const text = source(
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.c); }',
      '@step() b() { return this.next(this.c); }',
      '@step() c() { console.log(inputs.length, { inputs }); }',
    );
    const [after] = Object.values(mends(text, 'missing-inputs-parameter'));
    expect(after).toContain('c(inputs: Inputs<this>) { console.log(inputs.length');
  });

  test('a field for an error in JavaScript', () => {
    const caught = source("@step({ catch: 'problem' }) start() {}").replace('type Inputs, ', '');
    expect(offeredFor(caught, 'f.js').map(({ after }) => after)).toEqual([
      caught.replace('{\n  @step', '{\n  problem;\n  @step'),
    ]);
  });

  const branches = [
    '@step() start() { return this.next(this.a, this.b); }',
    '@step() a() { return this.next(this.c); }',
    '@step() b() { return this.next(this.c); }',
  ];
  const type = "/** @type {import('stepwell').Inputs<this>} */ ";
  test.each<[what: string, head: string, members: string[], join: string]>([
    ['of a new join', '', branches.slice(0, 1).concat('@step() a() {}', '@step() b() {}'), 'join(inputs) {}'],
    ['of a step', '', [...branches, '@step() c() {}'], 'c(inputs) {}'],
    [
      'of a new join, with its type where the file is checked',
      '// @ts-check\n',
      branches.slice(0, 1).concat('@step() a() {}', '@step() b() {}'),
      `join(${type}inputs) {}`,
    ],
    [
      'of a step, with its type where others have theirs',
      '',
      ['/** @type {number[]} */', 'rows = [];', ...branches, '@step() c() {}'],
      `c(${type}inputs) {}`,
    ],
    [
      'of a step, with its type where it has another name',
      '',
      [...branches, '@step() c() { const inputs = 3; console.log(inputs); }'],
      `c(${type}inputs2) { const inputs`,
    ],
  ])('the inputs %s in JavaScript', (_what, head, members, join) => {
    const text = head + source(...members).replace('type Inputs, ', '');
    const offered = offeredFor(text, 'f.js').filter(({ code }) => /join|inputs/.test(code));
    expect(offered.map(({ after }) => after)).toEqual([expect.stringContaining(join)]);
    for (const { after } of offered) {
      expect(parseFlows(after, 'f.js').problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      // Without types TypeScript may ask for one.
      if (join.includes('@type')) expectTyped(script, text, after, after);
    }
  });
});

test.each<[what: string, code: string, members: string[], title: string]>([
  [
    'an accessor',
    'artifact-unassigned',
    ['accessor x!: number;', '@step() start() { console.log(this.x); }'],
    'Say',
  ],
  [
    'a step that a class overrides with one that ends',
    'unreachable-step',
    [
      '@step() start() { return this.next(this.end); }',
      '@step() end() {}',
      '@step() lost() {}',
      '}\nexport class G extends F {\n  @step() override end() { console.log(1); }',
    ],
    'Go on',
  ],
  [
    'a step that another class overrides',
    'item-without-fanout',
    [
      '@step() start() { return this.next(this.work); }',
      '@step() work(n: number) {}',
      '}\nexport class G extends F {\n  @step() override work(n: number) { console.log(n); }',
    ],
    'Take',
  ],
  [
    'a step that other code calls',
    'item-without-fanout',
    [
      '@step() start() { return this.next(this.work); }',
      '@step() work(n: number) {}',
      '}\nfunction use(flow: F) {\n  flow.work(1);',
    ],
    'Take',
  ],
  [
    'a step with signatures of its own',
    'item-without-fanout',
    [
      '@step() start() { return this.next(this.work); }',
      'work(n: number): void;',
      '@step() work(n: number): void {}',
    ],
    'Take',
  ],
  [
    'a step that takes its parameter apart',
    'item-without-fanout',
    [
      '@step() start() { return this.next(this.work); }',
      '@step() work({ from, lines: [first] }: { from: number; lines: string[] }) { console.log(first); }',
    ],
    'Take',
  ],
  [
    'a step that asks for all it is given',
    'item-without-fanout',
    [
      '@step() start() { return this.next(this.work); }',
      '@step() work(n: number) { console.log(arguments); }',
    ],
    'Take',
  ],
  [
    'a step that is called by what overrides it',
    'missing-inputs-parameter',
    [
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.c); }',
      '@step() b() { return this.next(this.c); }',
      '@step() c() {}',
      '}\nexport class G extends F {\n  @step() override c() { super.c(); }',
    ],
    'Make',
  ],
  [
    'a step that takes something else',
    'missing-inputs-parameter',
    [
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.c); }',
      '@step() b() { return this.next(this.c); }',
      '@step() c(n: number) { console.log(n); }',
    ],
    'Make',
  ],
  [
    'a step that another one calls',
    'unawaited-artifact',
    [
      'x: unknown;',
      "@step() start() { this.x = fetch('a'); return this.next(this.end); }",
      '@step() end() { this.start(); }',
    ],
    'Add',
  ],
  [
    'what is given to a pattern',
    'unawaited-artifact',
    ['x: unknown;', "@step() start() { [this.x] = [fetch('a')]; }"],
    'Add',
  ],
  [
    'a dead declaration that something names',
    'unreachable-arm',
    [
      '@step() start() { return this.next(this.end); const t = this.next(this.end); return t; }',
      '@step() end() {}',
    ],
    'Remove',
  ],
  [
    'a step that has to go on',
    'step-fell-through',
    [
      'n = 1;',
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() { return this.next(this.join); }',
      '@step() b() { if (this.n > 1) return this.next(this.join); console.log(1); }',
      '@step() join(inputs: Inputs<this>) {}',
    ],
    'End',
  ],
  [
    'a function that gives a list',
    'artifact-unassigned',
    ['x!: () => string[];', '@step() start() { console.log(this.x); }'],
    "Give 'x'",
  ],
  [
    'a part of a list',
    'artifact-unassigned',
    ["x!: Array<number>['length'];", '@step() start() { console.log(this.x); }'],
    "Give 'x'",
  ],
  [
    'a generator that says so',
    'generator-step',
    ['@step() *start(): Generator<number> { this.n = 1; }', 'n = 0;'],
    'Leave',
  ],
  [
    'a step that a type asks for',
    'unreachable-step',
    ['@step() start() {}', '@step() old() {}', '}\ninterface Has { old(): unknown'],
    'Delete',
  ],
  [
    'a step that other code names',
    'unreachable-step',
    ['@step() start() { console.log(F.prototype.old); }', '@step() old() {}'],
    'Delete',
  ],
])('nothing of that kind for %s', (_what, code, members, title) => {
  const text = source(...members);
  expect(parseFlows(text, 'f.ts').problems.map(one => one.code)).toContain(code);
  expect(Object.keys(mends(text, code)).filter(one => one.startsWith(title))).toEqual([]);
});
