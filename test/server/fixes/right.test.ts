import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { offeredFor } from './offered.js';
import { expectTyped } from './sound.js';
import { Typed } from './typed.js';

const typed = new Typed(false);

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
      [first],
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

  test('a field for an error, and no join, in JavaScript', () => {
    const caught = source("@step({ catch: 'problem' }) start() {}").replace('type Inputs, ', '');
    expect(offeredFor(caught, 'f.js').map(({ after }) => after)).toEqual([
      caught.replace('{\n  @step', '{\n  problem;\n  @step'),
    ]);
    const split = source(
      '@step() start() { return this.next(this.a, this.b); }',
      '@step() a() {}',
      '@step() b() {}',
    );
    expect(offeredFor(split.replace('type Inputs, ', ''), 'f.js')).toEqual([]);
  });
});

test.each<[what: string, code: string, members: string[], title: string]>([
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
