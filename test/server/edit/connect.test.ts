import { expect, test } from 'vitest';
import { changed, lines } from './changed.js';

const text = `import { Flow, step, type Inputs } from 'stepwell';

export class F extends Flow {
  @step() start() {
    return this.next(this.a);
  }

  @step() a() {
    return this.next(
      this.b, // first
    );
  }

  @step() b() {
    work()
  }

  @step() c() {}

  @step() split() {
    return this.next(this.d, this.e);
  }
  @step() d() { return this.next(this.j); }
  @step() e() { return this.next(this.j); }
  @step() f() { return this.next(this.j); }
  @step() j(inputs: Inputs<this>) { return this.x ? this.next(this.start) : this.next(this.split); }
  @step() fan() { return this.foreach([1], this.d); }
}
`;
const connect = (from: string, to: string): string => lines(text, { kind: 'connect', from, to });

test('a linear step becomes a split', () => {
  expect(connect('start', 'c')).toMatchInlineSnapshot(`
    "+     return this.next(this.a, this.c);
    -     return this.next(this.a);"
  `);
});

test('with a trailing comma and a comment', () => {
  expect(connect('a', 'c')).toMatchInlineSnapshot(`"+       this.c,"`);
});

test('a terminal step goes on', () => {
  expect(connect('b', 'c')).toMatchInlineSnapshot(`"+     return this.next(this.c);"`);
  expect(connect('c', 'split')).toMatchInlineSnapshot(`
    "+   @step() c() { return this.next(this.split); }
    -   @step() c() {}"
  `);
});

test('a split gets one more branch', () => {
  expect(connect('split', 'f')).toMatchInlineSnapshot(`
    "+     return this.next(this.d, this.e, this.f);
    -     return this.next(this.d, this.e);"
  `);
});

test('refusals', () => {
  expect(connect('start', 'a')).toMatchInlineSnapshot(`"refused: 'start' goes on to 'a' already."`);
  expect(connect('a', 'a')).toMatchInlineSnapshot(
    `"refused: 'a' can't go on to itself without a condition: write one in the code."`,
  );
  expect(connect('b', 'start')).toMatchInlineSnapshot(
    `"refused: 'start' is the first step: nothing leads to it except a loop with a condition."`,
  );
  expect(connect('b', 'a')).toMatchInlineSnapshot(
    `"refused: Nothing leads out of the loop through 'a', 'b': add a condition that goes on elsewhere."`,
  );
  expect(connect('j', 'c')).toMatchInlineSnapshot(
    `"refused: 'j' decides between several ways: choose one of its edges, or add the arm in the code."`,
  );
  expect(connect('fan', 'c')).toMatchInlineSnapshot(
    `"refused: 'fan' opens a fan-out, which leads to one step: connect a step inside it, or its join."`,
  );
  expect(connect('b', 'zzz')).toMatchInlineSnapshot(`"refused: F has no step 'zzz'."`);
  expect(connect('b', 'j')).toMatchInlineSnapshot(
    `"refused: 'j' is a join, but nothing is open when 'b' goes there: take its Inputs parameter away, or open a split or fan-out before it."`,
  );
});

test('a step with an unusual name', () => {
  const odd = text.replace('@step() c() {}', "@step() 'c-d'() {}");
  const edit = { kind: 'connect', from: 'b', to: 'c-d' } as const;
  expect(lines(odd, edit)).toBe("+     return this.next(this['c-d']);");
  expect(lines(odd.replaceAll("'", '"'), edit)).toBe('+     return this.next(this["c-d"]);');
});

test.each(['void', 'undefined', 'Promise<void>'])('a step that says it gives %s no longer does', type => {
  const text = `import { Flow, step } from 'stepwell';\nclass F extends Flow {\n  @step() async start(): ${type} { work(); }\n  @step() end() {}\n}\n`;
  expect(changed(text, { kind: 'connect', from: 'start', to: 'end' })).toContain(
    'async start() { work(); return this.next(this.end); }',
  );
});
