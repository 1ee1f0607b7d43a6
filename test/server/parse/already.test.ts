import { describe, expect, test } from 'vitest';
import { found, split, text } from './told.js';

describe('an artifact that a branch gives the value it has already', () => {
  const joined = 'j(inputs: Inputs<this>) { console.log(inputs.length, this.x); }';
  const branches = (first: string, set: string, before = ''): string =>
    text(
      `x: any${first === '' ? '' : ` = ${first}`};`,
      `start() { ${before} return this.next(this.a, this.b); }`,
      `a() { ${set} return this.next(this.j); }`,
      'b() { return this.next(this.j); }',
      joined,
    );

  test.each<[string, string, string?]>([
    ['1', 'this.x = 1;'],
    ['[]', 'this.x = [];'],
    ['null', 'this.x = null;'],
    ['1', 'if (Date.now() > 1) this.x = 1;'],
    ['1', 'this.x ??= 2;'],
    ['1', 'this.x ??= null; this.x ??= 2;'],
    ['', 'this.x = 1;', 'this.x ??= 1;'],
    ['1', 'this.x = 1;', 'delete this.x; this.x ??= 1;'],
  ])('%s, then %s', (first, set, before) => {
    expect(found(branches(first, set, before))).toEqual([]);
  });

  test('set before the split', () => {
    expect(found(branches('1', "this.x = 'run';", "this.x = 'run';"))).toEqual([]);
  });

  test.each<[string, string[], string?]>([
    ['this.x = 1;', []],
    ['this.x = 2;', ['artifact-disputed @ x (j)']],
    ['if (Date.now() > 1) this.x = 1;', ['artifact-disputed @ x (j)']],
    ['this.x = 2; this.x = 1;', ['artifact-disputed @ x (j)']],
    ['this.x = null;', ['artifact-disputed @ x (j)'], 'this.x ??= 1;'],
    ['this.x = 2; delete this.x;', ['artifact-disputed @ x (j)'], 'this.x ??= 1;'],
    ['this.x = null; this.x = 2;', [], 'this.x ??= 1;'],
  ])('set to 1 in a branch, where a constructor does this: %s', (made, expected, set = 'this.x = 1;') => {
    const source = text(
      `x: any; constructor() { super(); ${made} }`,
      split,
      `a() { ${set} return this.next(this.j); }`,
      'b() { return this.next(this.j); }',
      joined,
    );
    expect(found(source)).toEqual(expected);
  });

  test.each<[string, string, string?]>([
    ['1', 'this.x = 2;'],
    ['1', 'this.x = this.x + 1;'],
    ['', 'this.x = 1;', 'if (Date.now() > 1) this.x ??= 1;'],
    ['', 'this.x = 1;', 'this.x ??= 2;'],
    ['null', 'this.x ??= 2;'],
    ['1', 'delete this.x; this.x ??= null; this.x ??= 2;'],
    ['null', 'for (; this.y; ) { this.x = 1; break; } this.x ??= 2;'],
    ['1', 'this.x = null; this.x ||= null; this.x ??= 2;'],
    ['1', 'const list = []; list.push(1); this.x = list;'],
  ])('%s, then another: %s', (first, set, before) => {
    expect(found(branches(first, set, before))).toEqual(['artifact-disputed @ x (j)']);
  });

  test('a list that is filled is not what it is declared as', () => {
    const set = (item: number): string => `const out = []; out.push(${item}); this.x = out;`;
    const source = text(
      'x: any;',
      split,
      `a() { ${set(1)} return this.next(this.j); }`,
      `b() { ${set(2)} return this.next(this.j); }`,
      joined,
    );
    expect(found(source)).toEqual(['artifact-disputed @ x (j)']);
  });
});
