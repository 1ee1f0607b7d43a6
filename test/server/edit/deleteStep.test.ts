import { describe, expect, test } from 'vitest';
import { editFlow } from '../../../server/edit/edit.js';
import { readSource } from '../../../server/parse/source.js';
import { changed, lines } from './changed.js';

const flow = (...members: string[]) =>
  `import { Flow, step, type Inputs } from 'stepwell';\n\nclass F extends Flow {\n${members.map(member => `  ${member}\n`).join('\n')}}\n`;
const without = (step: string, ...members: string[]) => lines(flow(...members), { kind: 'deleteStep', step });

test('one in a row: the one before goes on to the one behind, and what is said of it goes with it', () => {
  const text = flow(
    '@step() start() {\n    return this.next(this.middle); // on\n  }',
    '/** In between. */\n  // Not long.\n  @step({ retry: 2 })\n  async middle() {\n    await work();\n    return this.next(this.end);\n  } // so far',
    '// The end.\n  @step() end() {}',
  );
  expect(changed(text, { kind: 'deleteStep', step: 'middle' })).toBe(
    flow('@step() start() {\n    return this.next(this.end); // on\n  }', '// The end.\n  @step() end() {}'),
  );
});

test('the last one: the way there goes', () => {
  const start = (way: string) => `@step() start() {\n    work();${way}\n  }`;
  const text = flow(start('\n    return this.next(this.end);'), '@step() end() {}');
  expect(changed(text, { kind: 'deleteStep', step: 'end' })).toBe(flow(start('')));
});

test('several lead to it, in all their ways', () => {
  expect(
    without(
      'x',
      '@step() start() { if (this.a) return this.next(this.x); return this.next(this.b); }',
      '@step() b() { return this.a ? this.next(this.x) : this.next(this.end); }',
      '@step() x() { return this.next(this.end); }',
      '@step() end() {}',
    ),
  ).toMatchInlineSnapshot(`
    "+   @step() start() { if (this.a) return this.next(this.end); return this.next(this.b); }
    -   @step() start() { if (this.a) return this.next(this.x); return this.next(this.b); }
    +   @step() b() { return this.a ? this.next(this.end) : this.next(this.end); }
    -   @step() b() { return this.a ? this.next(this.x) : this.next(this.end); }
    -   @step() x() { return this.next(this.end); }
    - "
  `);
});

test('a branch of a split, which goes on to the join by itself, goes; so does a second way to the same step', () => {
  const rest = [
    '@step() a() { return this.next(this.j); }',
    '@step() b() { return this.next(this.j); }',
    '@step() j(inputs: Inputs<this>) {}',
  ];
  expect(
    without(
      'b',
      '@step() start() { return this.next(this.a, this.b, this.c); }',
      ...rest,
      '@step() c() { return this.next(this.a); }',
    ),
  ).toMatchInlineSnapshot(`
    "+   @step() start() { return this.next(this.a, this.c); }
    -   @step() start() { return this.next(this.a, this.b, this.c); }
    -   @step() b() { return this.next(this.j); }
    - "
  `);
  expect(
    without(
      'c',
      '@step() start() { return this.next(this.a, this.b, this.c); }',
      ...rest,
      '@step() c() { return this.next(this.a); }',
    ),
  ).toMatchInlineSnapshot(`
    "+   @step() start() { return this.next(this.a, this.b); }
    -   @step() start() { return this.next(this.a, this.b, this.c); }
    + }
    -   @step() c() { return this.next(this.a); }
    - }
    - "
  `);
});

test('one that a fan-out leads to', () => {
  expect(
    without(
      'x',
      '@step() start() { return this.foreach(this.rows, this.x, { concurrency: 2 }); }',
      '@step() x() { return this.next(this.y); }',
      '@step() y() { return this.next(this.j); }',
      '@step() j(inputs: Inputs<this>) {}',
    ),
  ).toMatchInlineSnapshot(`
    "+   @step() start() { return this.foreach(this.rows, this.y, { concurrency: 2 }); }
    -   @step() start() { return this.foreach(this.rows, this.x, { concurrency: 2 }); }
    -   @step() x() { return this.next(this.y); }
    - "
  `);
});

test('one that nothing leads to', () => {
  expect(
    without('x', '@step() start() {}', '@step() x() { return this.next(this.y); }', '@step() y() {}'),
  ).toBe(['-   @step() x() { return this.next(this.y); }', '- '].join('\n'));
});

test('a guard still guards when what it led to is gone', () => {
  expect(
    without(
      'abort',
      '@step() start() { if (this.failed) return this.next(this.abort); return this.next(this.publish); }',
      '@step() abort() { tell(); }',
      '@step() publish() {}',
    ),
  ).toContain('if (this.failed) return; return this.next(this.publish);');
});

test('what nothing leads to goes, wherever it leads', () => {
  const kept = [
    '@step() start() {}',
    '@step() y() { return this.next(this.j); }',
    '@step() z() { return this.next(this.j); }',
  ];
  const join = '@step() j(inputs: Inputs<this>) {}';
  for (const way of [
    'this.next(this.y, this.z)',
    'this.a ? this.next(this.y) : this.next(this.z)',
    'this.foreach([1], this.y)',
  ])
    expect(
      changed(flow(...kept, `@step() x() { return ${way}; }`, join), { kind: 'deleteStep', step: 'x' }),
    ).toBe(flow(...kept, join));
  expect(changed(flow('@step() start() {}', join), { kind: 'deleteStep', step: 'j' })).toBe(
    flow('@step() start() {}'),
  );
});

describe('refused, with what to do instead', () => {
  test.each([
    ['the first', 'start', ['@step() start() {}']],
    [
      'a decision',
      'x',
      [
        '@step() start() { return this.next(this.x); }',
        '@step() x() { return this.a ? this.next(this.y) : this.next(this.z); }',
        '@step() y() {}',
        '@step() z() {}',
      ],
    ],
    [
      'a split',
      'x',
      [
        '@step() start() { return this.next(this.x); }',
        '@step() x() { return this.next(this.y, this.z); }',
        '@step() y() { return this.next(this.j); }',
        '@step() z() { return this.next(this.j); }',
        '@step() j(inputs: Inputs<this>) {}',
      ],
    ],
    [
      'a fan-out',
      'x',
      [
        '@step() start() { return this.next(this.x); }',
        '@step() x() { return this.foreach(this.rows, this.y); }',
        '@step() y() { return this.next(this.j); }',
        '@step() j(inputs: Inputs<this>) {}',
      ],
    ],
    [
      'a join',
      'j',
      [
        '@step() start() { return this.next(this.y, this.z); }',
        '@step() y() { return this.next(this.j); }',
        '@step() z() { return this.next(this.j); }',
        '@step() j(inputs: Inputs<this>) {}',
      ],
    ],
    [
      'one that a join reads by its name',
      'x',
      [
        '@step() start() { return this.next(this.x, this.z); }',
        '@step() x() { return this.next(this.j); }',
        '@step() z() { return this.next(this.j); }',
        '@step() j(inputs: Inputs<this>) { console.log(inputs.x.rows); }',
      ],
    ],
    [
      'one that is called',
      'x',
      ['@step() start() { this.x(); return this.next(this.end); }', '@step() x() {}', '@step() end() {}'],
    ],
    [
      'one that is named outside of the transition',
      'x',
      [
        '@step() start() { const on = this.x; return this.next(on); }',
        '@step() x() { return this.next(this.end); }',
        '@step() end() {}',
      ],
    ],
    [
      'one whose way only running code knows',
      'x',
      [
        '@step() start() { return this.next(this.x); }',
        '@step() x() { return this.next(this.pick()); }',
        'pick() { return this.start; }',
      ],
    ],
    [
      'what would make a fan-out lead into its join',
      'x',
      [
        '@step() start() { return this.foreach([1], this.x); }',
        '@step() x() { return this.next(this.j); }',
        '@step() j(inputs: Inputs<this>) {}',
      ],
    ],
  ])('%s', (_name, step, members) => {
    const refused = without(step, ...members);
    expect(refused).toMatch(/^refused: .*[.?]$/);
    expect(refused).toMatchSnapshot();
  });

  test.each<[what: string, before: string, behind: string, line: number]>([
    ['an instance', '', 'const f = new F();\nconsole.log(f.lost);', 8],
    ['an instance of a class that extends it', '', 'class G extends F {}\nvoid new G().lost();', 8],
    ['a parameter', '', 'const use = (f: Readonly<F>) => f.lost;', 7],
    ['a part of an instance', '', 'const { lost } = new F();', 7],
    ['a part of a parameter', '', 'function use({ lost: it }: F) { return it; }', 7],
    ['the prototype', '', 'console.log(F.prototype.lost);', 7],
    ['text in brackets', '', "console.log((globalThis as unknown as F)['lost']);", 7],
    ['a type made of the class', '', "type Some = Pick<F, 'start' | 'lost'>;", 7],
    ['a type of the class', '', "type One = F['lost'];", 7],
    ['text of a type', '', "const all: (keyof F)[] = ['start', 'lost'];", 7],
    ['text beside the class', '', "test(F, 'lost');", 7],
    ['an interface', 'interface Has { lost(): void }\n', '', 2],
    [
      'an interface of an interface',
      'interface First { lost: unknown }\ninterface Has extends First {}\n',
      '',
      2,
    ],
    ['a type that is implemented', "type Has = Record<'lost', unknown>;\n", '', 2],
  ])('one that is named by %s', (_what, before, behind, line) => {
    const head = before === '' ? 'class F extends Flow' : 'class F extends Flow implements Has';
    const text = `import { Flow, step } from 'stepwell';\n${before}\nexport ${head} {\n  @step() start() {}\n  @step() lost() {}\n}\n${behind}\n`;
    expect(changed(text, { kind: 'deleteStep', step: 'lost' })).toBe(
      `refused: 'lost' is still named in line ${line}: change that first.`,
    );
  });

  test.each([
    [
      'export interface Has { lost(): void }',
      "refused: 'lost' is asked for by 'Has' of './has.js': change that first.",
    ],
    [
      'interface First { lost: unknown }\nexport interface Has extends First {}',
      "refused: 'lost' is asked for by 'Has' of './has.js': change that first.",
    ],
    ['export interface Has { start(): unknown }', null],
  ])('one that a type of another file asks for: %s', (other, refused) => {
    const text = `import { Flow, step } from 'stepwell';\nimport type { Has as It } from './has.js';\nexport class F extends Flow implements It {\n  @step() start() {}\n  @step() lost() {}\n}\n`;
    const { tree } = readSource(other, 'has.ts');
    const sources = {
      module: (specifier: string) => (specifier === './has.js' ? { file: '/a/has.ts', tree } : null),
    };
    const edited = editFlow(text, 'f.ts', 'F', { kind: 'deleteStep', step: 'lost' }, sources);
    expect(edited.ok ? null : `refused: ${edited.reason}`).toBe(refused);
  });

  test('one that overrides what is inherited', () => {
    const text = `import { Flow, step } from 'stepwell';\nclass Base extends Flow {\n  @step() start() { return this.next(this.x); }\n  @step() x() {}\n}\nclass F extends Base {\n  @step() override x() {}\n}\n`;
    expect(changed(text, { kind: 'deleteStep', step: 'x' })).toMatch(
      /^refused: 'x' overrides what the flow inherits/,
    );
  });
});
