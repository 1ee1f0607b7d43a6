import { describe, expect, test } from 'vitest';
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
