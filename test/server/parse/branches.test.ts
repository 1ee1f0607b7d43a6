import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { fanOut, found, split, text } from './told.js';

describe('what branches leave behind', () => {
  const fan = (each: string, ...more: string[]): string[] => [
    'x = 0; list: unknown[] = []; flag = false; mode = parameter.string();',
    fanOut,
    each,
    ...more,
    'join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }',
    'end() { console.log(this.x, this.list, this.flag); }',
  ];
  const on = 'return this.next(this.join);';
  test.each<[string, string[], string[]]>([
    ['a flag for some items', fan(`each(n: number) { if (n > 1) this.flag = true; ${on} }`), ['flag']],
    ['a flag for all', fan(`each(n: number) { console.log(n); this.flag = true; ${on} }`), []],
    [
      'a flag behind an early return',
      fan(`each(n: number) { if (n > 1) ${on} this.flag = true; ${on} }`),
      ['flag'],
    ],
    [
      'a flag where the run was told so',
      fan(`each(n: number) { console.log(n); if (this.mode === 'a') this.flag = true; ${on} }`),
      [],
    ],
    [
      'a step for some items',
      fan(
        `each(n: number) { if (n > 1) return this.next(this.more); ${on} }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a step for all, behind something done for some',
      fan(
        `each(n: number) { for (const a of [1]) { if (n > 1) continue; console.log(a); } if (this.mode === 'a') return this.next(this.more); ${on} }`,
        `more() { this.x = 1; ${on} }`,
      ),
      [],
    ],
    [
      'a step for those whose error is caught',
      fan(
        `each(n: number) { try { if (n > 1) throw new Error(); ${on} } catch { return this.next(this.more); } }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a step in a case',
      fan(
        `each(n: number) { switch (true) { case n > 1: return this.next(this.more); default: ${on} } }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a step behind a case',
      fan(
        `each(n: number) { switch (true) { case n > 1: ${on} } return this.next(this.more); }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a step in a case that is the same for all',
      fan(
        `each(n: number) { console.log(n); switch (true) { case this.mode === 'a': return this.next(this.more); default: ${on} } }`,
        `more() { this.x = 1; ${on} }`,
      ),
      [],
    ],
    [
      'a step behind a loop that some leave',
      fan(
        `each(n: number) { for (const m of [1]) { if (n > m) return this.next(this.more); } ${on} }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a step in a later turn for some',
      fan(
        `each(n: number) { let at = 0; do { if (at++ > 0) return this.next(this.more); } while (n > 1); ${on} }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a flag behind a loop that ends early for some',
      fan(`each(n: number) { for (const m of [1, 2]) { if (n > m) break; } this.flag = true; ${on} }`),
      [],
    ],
    [
      'a flag behind a block that is left early for some',
      fan(`each(n: number) { out: { if (n > 1) break out; console.log(n); } this.flag = true; ${on} }`),
      [],
    ],
    [
      'a flag in a block that is left early for some',
      fan(`each(n: number) { out: { if (n > 1) break out; this.flag = true; } ${on} }`),
      ['flag'],
    ],
    [
      'a step in a variable',
      fan(
        `each(n: number) { let to = this.join; if (n > 1) to = this.more; return this.next(to); }`,
        `more() { this.x = 1; ${on} }`,
      ),
      ['x'],
    ],
    [
      'a fan-out over what differs',
      fan(
        `each(n: number) { return this.foreach([n, n], this.inner); }`,
        'inner(n: number) { console.log(n); this.x = 1; return this.next(this.inside); }',
        `inside(inputs: Inputs<this>) { console.log(inputs.length); ${on} }`,
      ),
      [],
    ],
    [
      'the same is added where one may fail',
      fan(
        `each(n: number) { console.log(n); return this.next(this.more); }`,
        `@step({ catch: 'error' }) more() { if (Date.now() > 1) throw new Error(); this.list.push('a'); ${on} } error?: Error;`,
      ),
      ['list'],
    ],
    [
      'a step for all',
      fan('each(n: number) { console.log(n); return this.next(this.more); }', `more() { this.x = 1; ${on} }`),
      [],
    ],
    [
      'a list made of the item',
      fan(
        `each(n: number) { const out = []; for (let i = 0; i < 3; i++) out.push(n * i); this.list = out; ${on} }`,
      ),
      ['list'],
    ],
    [
      'what a setter is given of the item',
      fan(`each(n: number) { this.#put = n; ${on} }`, 'set #put(to: number) { this.x = to; }'),
      ['x'],
    ],
    [
      'what a setter is given alike',
      fan(
        `each(n: number) { console.log(n); this.#put = 4; ${on} }`,
        'set #put(to: number) { this.x = to; }',
      ),
      [],
    ],
    [
      'what a member gives of its place',
      fan(
        `each(n: number) { console.log(n); this.x = this.#place(); ${on} }`,
        '#place = () => this.current.index;',
      ),
      ['x'],
    ],
    [
      'what a member gives on some way',
      fan(
        `each(n: number) { console.log(n); this.x = this.#place(); ${on} }`,
        '#place(): number { if (this.current.index) return 1; return 2; }',
      ),
      ['x'],
    ],
    [
      'what a getter gives of what differs',
      fan(
        `each(n: number) { this.flag = n > 1; this.x = this.#got; ${on} }`,
        'get #got() { return Number(this.flag); }',
      ),
      ['x', 'flag'],
    ],
    [
      'what a member reads before it differs',
      fan(
        `each(n: number) { this.#take(); this.flag = n > 1; ${on} }`,
        '#take() { this.x = Number(this.flag); }',
      ),
      ['flag'],
    ],
    [
      'what a member reads again behind what differs',
      fan(
        `each(n: number) { this.#take(); this.flag = n > 1; this.#take(); ${on} }`,
        '#take() { this.x = Number(this.flag); }',
      ),
      ['x', 'flag'],
    ],
    [
      'what is read in a later turn',
      fan(
        `each(n: number) { for (const m of [1, 2]) { this.x = Number(this.flag); this.flag = n > m; } ${on} }`,
      ),
      ['x', 'flag'],
    ],
    [
      'what a member reads in a later turn',
      fan(
        `each(n: number) { for (const m of [1, 2]) { this.#take(); this.flag = n > m; } ${on} }`,
        '#take() { this.x = Number(this.flag); }',
      ),
      ['x', 'flag'],
    ],
    [
      'what is read before the turns',
      fan(`each(n: number) { this.x = Number(this.flag); for (const m of [1, 2]) this.flag = n > m; ${on} }`),
      ['flag'],
    ],
    [
      'what a member reads behind what another leaves',
      fan(
        `each(n: number) { this.#put(n); this.#take(); ${on} }`,
        '#take() { this.x = Number(this.flag); } #put(n: number) { this.flag = n > 1; }',
      ),
      ['x', 'flag'],
    ],
    [
      'what a member reads that it has left itself',
      fan(
        `each(n: number) { this.#take(n); ${on} }`,
        '#take(n: number) { this.flag = n > 1; this.#more(); } #more() { this.x = Number(this.flag); }',
      ),
      ['x', 'flag'],
    ],
    [
      'what a local function is given of the item',
      fan(`each(n: number) { const put = (to: number) => { this.x = to; }; put(n); ${on} }`),
      ['x'],
    ],
    [
      'what a local function is given alike',
      fan(`each(n: number) { console.log(n); const put = (to: number) => { this.x = to; }; put(3); ${on} }`),
      [],
    ],
    [
      'what a callback is given of the item',
      fan(`each(n: number) { const all = [n]; all.forEach(one => { this.x = one; }); ${on} }`),
      ['x'],
    ],
    [
      'what a member gives alike',
      fan(
        `each(n: number) { console.log(n); this.x = this.#two(); ${on} }`,
        '#two() { if (this.mode) return 1; return 2; }',
      ),
      [],
    ],
    [
      'what a member gives that calls itself',
      fan(
        `each(n: number) { console.log(n); this.x = this.#down(3); ${on} }`,
        '#down(n: number): number { return n > 0 ? this.#down(n - 1) : 0; }',
      ),
      [],
    ],
    ['the item is added to a list', fan(`each(n: number) { this.list.push(n); ${on} }`), ['list']],
    [
      'the same is added to a list',
      fan(`each(n: number) { console.log(n); this.list.push('seen'); this.x++; ${on} }`),
      [],
    ],
    [
      'several at once',
      fan(`each(n: number) { console.log(n); [this.x, this.flag] = [1, true]; ${on} }`),
      [],
    ],
    [
      'several at once, of the item',
      fan(`each(n: number) { [this.x, this.flag] = split(n); ${on} }`),
      ['x', 'flag'],
    ],
    [
      'what is cleared at the end',
      fan(
        `each(n: number) { this.x = n; return this.next(this.more); }`,
        `more() { console.log(this.x); this.x = 0; ${on} }`,
      ),
      [],
    ],
    [
      'what is deleted at the end',
      fan(
        `each(n: number) { this.x = n; return this.next(this.more); }`,
        `more() { console.log(this.x); delete this.x; ${on} }`,
      ).map(member => member.replace('console.log(this.x, ', 'console.log(')),
      [],
    ],
    [
      'what is read before it differs',
      fan(
        `each(n: number) { this.x = this.list.length; this.list = [n]; return this.next(this.more); }`,
        `more() { this.list = []; ${on} }`,
      ),
      [],
    ],
  ])('of a fan-out: %s', (_what, members, expected) => {
    expect(found(text(...members))).toEqual(expected.map(name => `artifact-disputed @ ${name} (end)`));
  });

  const two = (a: string, b: string): string[] => [
    'x = 0; list: unknown[] = []; size = parameter.number();',
    split,
    `a() { ${a} ${on} }`,
    `b() { ${b} ${on} }`,
    'join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }',
    'end() { console.log(this.x, this.list); }',
  ];
  /** Gives `x` a value before the split. */
  const sets4 =
    (before: string) =>
    (member: string): string =>
      member.startsWith('start()') ? member.replace('{', `{ ${before}`) : member;
  test.each<[string, string[], string[]]>([
    ['each counts once', two('this.x++;', 'this.x++;'), []],
    ['one counts twice', two('this.x++; this.x++;', 'this.x++;'), ['x']],
    ['one may count', two('this.x++;', 'if (this.size > 1) this.x++;'), ['x']],
    ['the same follows from a parameter', two('this.x = this.size * 2;', 'this.x = this.size * 2;'), []],
    ['others follow from it', two('this.x = this.size * 2;', 'this.x = this.size * 3;'), ['x']],
    ['the same is asked, and may answer something else', two('this.x = ask();', 'this.x = ask();'), ['x']],
    ['one puts back what it changed', two('this.x = 5; this.x = 1;', 'this.x = 1;'), []],
    ['both add the same', two("this.list.push('a');", "this.list.push('a');"), []],
    ['one adds something', two("this.list.push('a');", ''), ['list']],
    [
      'both set what was set in either arm',
      two('this.x = 4;', '').map(sets4('if (this.size > 1) this.x = 4; else this.x = 4;')),
      [],
    ],
    [
      'both set what was set in either arm, after something else',
      two('this.x = 4;', '').map(
        sets4('if (this.size > 2) this.x = 3; if (this.size > 1) this.x = 4; else this.x = 4;'),
      ),
      [],
    ],
    [
      'both set what the same method gives in either arm',
      two('this.x = 4;', '')
        .map(sets4('if (this.size > 1) this.#put(4); else this.#put(4);'))
        .concat('#put(to: number) { this.x = to; }'),
      [],
    ],
    [
      'both set what was set in a loop',
      two('this.x = 4;', '').map(sets4('for (const n of [4]) this.x = 4;')),
      [],
    ],
    [
      'both set what was set in one arm',
      two('this.x = 4;', '').map(sets4('if (this.size > 1) this.x = 4;')),
      ['x'],
    ],
    [
      'both set what was set in an early arm',
      two('this.x = 4;', '').map(
        sets4('if (this.size > 1) { this.x = 4; return this.next(this.a, this.b); } this.x = 5;'),
      ),
      ['x'],
    ],
  ])('of a split: %s', (_what, members, expected) => {
    expect(found(text(...members))).toEqual(expected.map(name => `artifact-disputed @ ${name} (end)`));
  });
});

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

describe('what is merged', () => {
  const joins = (merge: string, read = 'console.log(this.x);'): string =>
    text(
      'x = 0; y = 0; mode = parameter.string();',
      'start() { return this.foreach([1, 2], this.each); }',
      'each(n: number) { return this.next(this.a, this.b); }',
      'a() { this.x = 1; return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      'inner(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.outer); }',
      `outer(inputs: Inputs<this>) { ${merge} return this.next(this.end); }`,
      `end() { ${read} }`,
    );

  test.each([
    ['each branch comes without it', joins('this.merge(inputs);'), ['artifact-disputed @ x (end)']],
    [
      'each branch comes without it, before a read',
      joins('this.merge(inputs); console.log(this.x);', ''),
      ['artifact-disputed @ x (outer)'],
    ],
    ['in its own join', joins('').replace('console.log(inputs.length)', 'this.merge(inputs)'), []],
    [
      'under a condition',
      joins('').replace('console.log(inputs.length)', "if (this.mode === 'a') this.merge(inputs)"),
      ['artifact-disputed @ x (end)'],
    ],
    [
      'in both arms',
      joins('').replace(
        'console.log(inputs.length)',
        "if (this.mode === 'a') this.merge(inputs); else this.x = 2",
      ),
      [],
    ],
    [
      'behind a read',
      joins('').replace('console.log(inputs.length)', 'console.log(this.x); this.merge(inputs)'),
      ['artifact-disputed @ x (inner)'],
    ],
    [
      'before a read',
      joins('').replace('console.log(inputs.length)', 'this.merge(inputs); console.log(this.x)'),
      [],
    ],
    [
      'in a helper',
      joins('')
        .replace('console.log(inputs.length)', 'this.#all(inputs)')
        .replace('@step() end', '#all(inputs: Inputs<this>) { this.merge(inputs); } @step() end'),
      [],
    ],
    [
      'another',
      joins('').replace('console.log(inputs.length)', "this.merge(inputs, { exclude: ['x'] })"),
      ['artifact-disputed @ x (end)'],
    ],
  ])('%s', (_what, source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  test.each([
    ['delete this.x; this.merge(inputs);', true],
    ["this.x = 2; this.merge(inputs, { include: ['x'] });", true],
    ['this.x = 2; this.merge(inputs);', false],
    ["delete this.x; this.merge(inputs, { exclude: ['x'] });", false],
  ])('%s in one of two branches', (merge, isTold) => {
    const source = text(
      'x?: number; y?: number;',
      'start() { return this.foreach([1, 2], this.each); }',
      'each(n: number) { this.x = n; return this.next(this.a, this.b); }',
      'a() { return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      `inner(inputs: Inputs<this>) { ${merge} return this.next(this.outer); }`,
      'outer(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }',
      'end() { this.y = this.x; }',
    );
    expect(found(source)).toEqual(isTold ? ['artifact-disputed @ x (end)'] : []);
  });

  test('where all items may come the way that has lost it', () => {
    const source = joins('this.merge(inputs);').replace(
      'each(n: number) {',
      "each(n: number) { console.log(n); if (this.mode === 'a') return this.next(this.outer);",
    );
    expect(found(source)).toEqual(['artifact-disputed @ x (end)']);
  });

  test('where another branch has it still', () => {
    const source = text(
      'x = 0;',
      'start() { return this.next(this.open, this.c); }',
      'open() { return this.next(this.a, this.b); }',
      'a() { this.x = 1; return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      'inner(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.outer); }',
      'c() { return this.next(this.outer); }',
      'outer(inputs: Inputs<this>) { this.merge(inputs); return this.next(this.end); }',
      'end() { console.log(this.x); }',
    );
    expect(found(source)).toEqual([]);
  });

  test('a dispute is told of the join that it comes from', () => {
    const source = text(
      'x = 0;',
      split,
      'a() { this.x = 1; return this.next(this.first); }',
      'b() { return this.next(this.first); }',
      'first(inputs: Inputs<this>) { this.x = inputs.length; return this.next(this.c, this.d); }',
      'c() { this.x = 2; return this.next(this.second); }',
      'd() { return this.next(this.second); }',
      'second(inputs: Inputs<this>) { console.log(inputs.length, this.x); }',
    );
    const { problems } = parseFlows(source, 'f.ts');
    expect(problems.map(({ message }) => /after the join '(\w+)'/.exec(message)?.[1])).toEqual(['second']);
  });
});

describe('what is tried', () => {
  const joined = (read: string, helper = ''): string =>
    text(
      'x = 0; y = parameter.number();',
      split,
      'a() { this.x = 1; return this.next(this.j); }',
      'b() { return this.next(this.j); }',
      `j(inputs: Inputs<this>) { ${read} console.log(this.x, inputs.length); }`,
      helper,
    );
  test.each([
    ['try { this.x = load(); } catch { console.log(1); }', true],
    ['try { load(); } catch { this.x = 1; }', true],
    ['try { this.x = load(); } catch { this.x = 1; }', false],
    ['try { this.x = load(); } catch { return; }', false],
    ['try { this.x = load(); } catch { throw new Error(); }', false],
    ['try { this.x = load(); } finally { console.log(1); }', false],
    ['try { load(); } catch {} finally { this.x = 1; }', false],
    ['try { this.x = 1; console.log(this.x); } catch {} this.x = 2;', false],
    ['const read = () => this.x; console.log(read()); this.x = 1;', true],
    ['const read = () => this.x; this.x = 1; console.log(read());', false],
  ])('%s before a read', (read, isTold) => {
    expect(found(joined(read))).toEqual(isTold ? ['artifact-disputed @ x (j)'] : []);
  });

  const put = 'const put = (to: number) => { this.x = to; };';
  test.each([
    [`if (this.y) { ${put} put(1); }`, true],
    [`${put} if (this.y) put(1);`, true],
    ['const put = (to: number) => { if (this.y) this.x = to; }; put(1);', true],
    ['function none() { console.log(1); } none();', true],
    [`${put} put(1);`, false],
    ['[1].forEach(n => { this.x = n; });', false],
  ])('%s in a helper before a read', (body, isTold) => {
    const source = joined('this.#do();', `#do() { ${body} }`);
    expect(found(source)).toEqual(isTold ? ['artifact-disputed @ x (j)'] : []);
  });
});

describe('an input that comes to a join without a value', () => {
  const loop = (each: string, decorator = '@step()'): string =>
    text(
      'x?: any;',
      'start() { return this.next(this.open); }',
      'open() { return this.foreach([0, 1], this.each); }',
      `${decorator} each(n: number) { ${each} return this.next(this.j); } #put(to: number) { this.x = to; }`,
      'j(inputs: Inputs<this>) { for (const one of inputs) console.log(one.x); if (Date.now() > 1) return this.next(this.open); return this.next(this.end); }',
      'end() {}',
    );

  test.each([
    ['if (n > 0) this.x = n;', '@step()'],
    ['if (n > 0) throw new Error();', "@step({ catch: 'x' })"],
    ['if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'problem' })"],
    ['delete this.x; work(n); this.x = 1;', "@step({ catch: 'problem' })"],
    ['this.#put(work(n));', "@step({ catch: 'problem' })"],
    ['[n].forEach(() => { if (n > 0) return; this.x = n; });', '@step()'],
    ['const put = () => { if (n > 0) return; this.x = n; }; put();', '@step()'],
  ])('%s in a loop', (each, decorator) => {
    const told = found(loop(each, decorator)).filter(one => one.startsWith('artifact-disputed'));
    expect(told).toEqual(['artifact-disputed @ x (j)']);
  });

  test.each([
    ['this.x = n;', '@step()'],
    ['if (n > 0) this.x = n; else this.x = 0;', '@step()'],
    ['switch (n) { case 0: this.x = 1; break; default: this.x = n; }', '@step()'],
    ['for (const one of [n]) this.x = one;', '@step()'],
    ['[n].forEach(one => { this.x = one; if (n > 0) return; console.log(n); });', '@step()'],
    ['if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'x' })"],
    ['try { this.x = JSON.parse(String(n)); } catch { this.x = null; }', '@step()'],
    ['this.x = null; if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'problem' })"],
    ['{ delete this.x; this.x = () => n; this.x = 1; } work(n);', "@step({ catch: 'problem' })"],
    ["{ this['x'] = this.y = [1]; } work(n);", "@step({ catch: 'problem' })"],
    ['this.#put(1); work(n);', "@step({ catch: 'problem' })"],
    ['this.#put(1); work(n); this.#put(2);', "@step({ catch: 'problem' })"],
  ])('%s gives it one', (each, decorator) => {
    expect(found(loop(each, decorator)).filter(one => one.startsWith('artifact-disputed'))).toEqual([]);
  });

  test('under the name of a step that no branch ends in', () => {
    const source = (read: string): string =>
      text(
        'x = 1;',
        split,
        'a() { return this.next(this.a2); }',
        'a2() { return this.next(this.j); }',
        'b() { return this.next(this.j); }',
        `j(inputs: Inputs<this>) { console.log(${read}); }`,
      );
    expect(found(source('inputs.a.x, inputs.b.x'))).toEqual(['unknown-input @ a (j)']);
    expect(found(source('inputs.a2.x, inputs.a?.x, inputs.length'))).toEqual([]);
  });
});
