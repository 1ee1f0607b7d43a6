import { expect, test } from 'vitest';
import { changed } from './changed.js';

const rest = `
  @step() a() {}
  @step() b() {}
  @step() c() {}
`;
/** What is left of `start`'s method without the edge. */
function without(to: string, body: string): string {
  const text = `import { Flow, step, type Inputs } from 'stepwell';\nclass F extends Flow {\n  @step() start() {${body}}\n${rest}}\n`;
  const after = changed(text, { kind: 'deleteEdge', from: 'start', to });
  const kept = /@step\(\) start\(\) (\{[\s\S]*\})\n\n {2}@step\(\) a/.exec(after);
  return kept?.[1] ?? after;
}

test('the only one', () => {
  expect(without('a', ' return this.next(this.a); ')).toBe('{}');
  expect(without('a', ' work(); return this.next(this.a); ')).toBe('{ work(); }');
  expect(
    without('a', '\n    work();\n    // on\n    return this.next(this.a); // go\n  '),
  ).toMatchInlineSnapshot(`
    "{
        work();
      }"
  `);
  expect(without('a', '\n    work();\n    return this.next(this.a);\n  ')).toBe('{\n    work();\n  }');
  expect(without('a', ' return (await this.next(this.a)) as never; ')).toBe('{}');
});

test('a branch of a split', () => {
  const split = ' return this.next(this.a, this.b, this.c); ';
  expect(without('a', split)).toBe('{ return this.next(this.b, this.c); }');
  expect(without('b', split)).toBe('{ return this.next(this.a, this.c); }');
  expect(without('c', split)).toBe('{ return this.next(this.a, this.b); }');
});

test('a branch on a line of its own, with comments', () => {
  const split = `
    return this.next(
      this.a, // first
      this.b, // second
      this.c,
    );
  `;
  expect(without('a', split)).toMatchInlineSnapshot(`
    "{
        return this.next(
          this.b, // second
          this.c,
        );
      }"
  `);
  expect(without('b', split)).toMatchInlineSnapshot(
    `
    "{
        return this.next(
          this.a, // first
          this.c,
        );
      }"
  `,
  );
  expect(without('c', split)).toMatchInlineSnapshot(`
    "{
        return this.next(
          this.a, // first
          this.b, // second
        );
      }"
  `);
});

test('a fan-out', () => {
  expect(without('a', ' return this.foreach([1, 2], this.a, { concurrency: 2 }); ')).toBe('{}');
});

test('an arm of ?:', () => {
  expect(without('a', ' return this.x ? this.next(this.a) : this.next(this.b); ')).toBe(
    '{ return this.x ? undefined : this.next(this.b); }',
  );
  expect(without('b', ' return this.next(this.x ? this.a : (this.b)); ')).toBe(
    '{ return this.x ? this.next(this.a) : undefined; }',
  );
  expect(without('a', ' return this.x && this.next(this.a); ')).toBe('{}');
});

test('an arm of if', () => {
  expect(
    without('a', '\n    if (x) return this.next(this.a);\n    return this.next(this.b);\n  '),
  ).toMatchInlineSnapshot(`
    "{
        if (x) return;
        return this.next(this.b);
      }"
  `);
  expect(
    without('b', '\n    if (x) return this.next(this.a);\n    return this.next(this.b);\n  '),
  ).toMatchInlineSnapshot(`
    "{
        if (x) return this.next(this.a);
        return;
      }"
  `);
  expect(
    without('a', '\n    if (x) {\n      return this.next(this.a);\n    }\n    return this.next(this.b);\n  '),
  ).toMatchInlineSnapshot(`
    "{
        if (x) {
          return;
        }
        return this.next(this.b);
      }"
  `);
  expect(
    without(
      'a',
      '\n    if (x) {\n      log(); // it\n      return this.next(this.a);\n    }\n    return this.next(this.b);\n  ',
    ),
  ).toMatchInlineSnapshot(`
    "{
        if (x) {
          log(); // it
          return;
        }
        return this.next(this.b);
      }"
  `);
});

const chain = `
    if (x) return this.next(this.a);
    else if (y) { return this.next(this.b); }
    else return this.next(this.c);
  `;

test('an arm of if … else if … else', () => {
  expect(without('a', chain)).toMatchInlineSnapshot(`
    "{
        if (x) return;
        else if (y) { return this.next(this.b); }
        else return this.next(this.c);
      }"
  `);
  expect(without('b', chain)).toMatchInlineSnapshot(`
    "{
        if (x) return this.next(this.a);
        else if (y) { return; }
        else return this.next(this.c);
      }"
  `);
  expect(without('c', chain)).toMatchInlineSnapshot(`
    "{
        if (x) return this.next(this.a);
        else if (y) { return this.next(this.b); }
        else return;
      }"
  `);
});

const cases = `
    switch (this.kind) {
      case 1:
      case 2:
        return this.next(this.a);
      case 3: {
        return this.next(this.b);
      }
      default:
        log();
        return this.next(this.c);
    }
  `;

test('an arm of switch', () => {
  expect(without('a', cases)).toMatchInlineSnapshot(`
    "{
        switch (this.kind) {
          case 1:
          case 2:
            return;
          case 3: {
            return this.next(this.b);
          }
          default:
            log();
            return this.next(this.c);
        }
      }"
  `);
  expect(without('b', cases)).toMatchInlineSnapshot(`
    "{
        switch (this.kind) {
          case 1:
          case 2:
            return this.next(this.a);
          case 3: {
            return;
          }
          default:
            log();
            return this.next(this.c);
        }
      }"
  `);
  expect(without('c', cases)).toMatchInlineSnapshot(`
    "{
        switch (this.kind) {
          case 1:
          case 2:
            return this.next(this.a);
          case 3: {
            return this.next(this.b);
          }
          default:
            log();
            return;
        }
      }"
  `);
});

test('every arm that goes there', () => {
  const body = `
    if (x) return this.next(this.a);
    if (y) return this.next(this.b);
    return this.z ? this.next(this.a) : this.next(this.c);
  `;
  expect(without('a', body)).toMatchInlineSnapshot(`
    "{
        if (x) return;
        if (y) return this.next(this.b);
        return this.z ? undefined : this.next(this.c);
      }"
  `);
});

test('what a condition does is still done', () => {
  expect(without('a', ' if (await this.upload()) return this.next(this.a); return this.next(this.b); ')).toBe(
    '{ if (await this.upload()) return; return this.next(this.b); }',
  );
  expect(without('a', ' return (await this.upload()) && this.next(this.a); ')).toBe(
    '{ await this.upload(); }',
  );
  expect(without('a', ' if (x) return this.up() && this.next(this.a); return this.next(this.b); ')).toBe(
    '{ if (x) { this.up(); return; } return this.next(this.b); }',
  );
  expect(without('a', ' return this.grow() ? this.next(this.a) : this.next(this.b); ')).toBe(
    '{ return this.grow() ? undefined : this.next(this.b); }',
  );
  expect(without('a', ' if (await this.upload()) return this.next(this.a); ')).toBe(
    '{ if (await this.upload()) return; }',
  );
});

test('a choice among the arguments', () => {
  expect(without('c', ' return this.next(this.x ? this.a : this.b, this.c); ')).toBe(
    '{ return this.next(this.x ? this.a : this.b); }',
  );
  // What would be one branch is a split only under the other condition.
  expect(without('a', ' return this.next(this.x ? this.a : this.b, this.c); ')).toMatch(
    /refused: 'c' is reached both/,
  );
  expect(without('b', ' return this.foreach([1], x ? this.a : y ? this.b : this.c); ')).toBe(
    '{ return x ? this.foreach([1], this.a) : y ? undefined : this.foreach([1], this.c); }',
  );
  expect(without('b', ' return this.foreach(this.list(), x ? this.a : this.b); ')).toMatch(
    /refused: What else/,
  );
});

test('refusals', () => {
  expect(without('zzz', ' return this.next(this.a); ')).toMatchInlineSnapshot(
    `"refused: 'start' does not go on to 'zzz'."`,
  );
  expect(without('a', ' const to = this.a; return this.next(to); ')).toMatchInlineSnapshot(
    `"refused: 'a' is named outside of the transition: change it in the code."`,
  );
});
