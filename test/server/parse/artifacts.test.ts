import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';

/** A flow of these members; those that begin with a name and a parenthesis are steps. */
function text(...members: string[]): string {
  const body = members.map(member => (/^(async )?\w+\(/.test(member) ? `@step() ${member}` : member));
  return `import { Flow, parameter, step, type Inputs } from 'stepwell';\n\nexport class F extends Flow {\n  ${body.join('\n  ')}\n}\n`;
}

/** `code @ the text it points at (step)`, one a problem. */
function found(source: string): string[] {
  const { problems, lines } = parseFlows(source, 'f.ts');
  return problems.map(({ code, range, step }) => {
    const culprit = source.slice(lines.offset(range.start), lines.offset(range.end));
    return `${code} @ ${culprit} (${step})`;
  });
}

const fanOut = 'start() { return this.foreach([1, 2], this.each); }';
const split = 'start() { return this.next(this.a, this.b); }';

describe('an artifact that is read where it has no value', () => {
  test.each<[string, string[], string[]]>([
    [
      'no step assigns it',
      ['x!: number;', 'start() { console.log(this.x); }'],
      ['artifact-unassigned @ x (start)'],
    ],
    [
      'a step assigns it only later',
      [
        'x!: number;',
        'start() { return this.next(this.b); }',
        'b() { console.log(this.x); return this.next(this.c); }',
        'c() { this.x = 1; }',
      ],
      ['artifact-unassigned @ x (b)'],
    ],
    ['added to', ['n!: number;', 'start() { this.n += 1; }'], ['artifact-unassigned @ n (start)']],
    [
      'changed in place',
      ['list!: number[];', 'start() { this.list.push(1); }'],
      ['artifact-unassigned @ list (start)'],
    ],
    [
      'taken apart',
      ['x!: number;', 'start() { const { x } = this; console.log(x); }'],
      ['artifact-unassigned @ x (start)'],
    ],
    [
      'in a value for itself',
      ['x!: number;', 'start() { this.x = this.x + 1; }'],
      ['artifact-unassigned @ x (start)'],
    ],
  ])('%s', (_what, members, expected) => {
    expect(found(text(...members))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['it has a value to begin with', ['x = 1;', 'start() { console.log(this.x); }']],
    ['it may have none', ['x?: number;', 'start() { console.log(this.x); }']],
    ['its type allows none', ['x: number | undefined;', 'start() { console.log(this.x); }']],
    [
      'some way assigns it',
      [
        'x!: number;',
        'start() { if (Date.now() > 5) return this.next(this.a); return this.next(this.end); }',
        'a() { this.x = 1; return this.next(this.end); }',
        'end() { console.log(this.x); }',
      ],
    ],
    [
      'a loop assigns it',
      [
        'x!: number; n = 0;',
        'start() { return this.next(this.a); }',
        'a() { if (this.n > 0) console.log(this.x); return this.next(this.b); }',
        'b() { this.x = 1; this.n++; if (this.n < 3) return this.next(this.a); return this.next(this.end); }',
        'end() {}',
      ],
    ],
    [
      'it is asked for',
      ['x!: number;', 'start() { console.log(this.x ?? 0, this.x === undefined, this.x?.toFixed()); }'],
    ],
    [
      'a method assigns it',
      ['x!: number;', 'load() { this.x = 1; }', 'start() { this.load(); console.log(this.x); }'].map(m =>
        m.replace('load() {', 'private load() {'),
      ),
    ],
    [
      'a getter reads what was assigned',
      [
        'x!: number;',
        'get twice() { return this.x * 2; }',
        'start() { this.x = 1; return this.next(this.end); }',
        'end() { console.log(this.twice); }',
      ],
    ],
    ['the flow is handed to something else', ['x!: number;', 'start() { fill(this); console.log(this.x); }']],
    [
      'a catch assigns it',
      [
        'e!: Error;',
        'start() { return this.next(this.a); }',
        "@step({ catch: 'e' }) a() { return this.next(this.end); }",
        'end() { console.log(this.e); }',
      ],
    ],
    [
      'inputs have it',
      [
        'x!: number; sum = 0;',
        fanOut,
        'each(n: number) { this.x = n; return this.next(this.join); }',
        'join(inputs: Inputs<this>) { for (const i of inputs) this.sum += i.x; }',
      ],
    ],
    [
      'a step can lead anywhere',
      [
        'x!: number;',
        'start() { return this.go(); }',
        'private go() { return this.next(this.b); }',
        'b() { console.log(this.x); }',
        'c() { this.x = 1; return this.next(this.b); }',
      ],
    ],
    ['the class it extends is elsewhere', []],
    [
      'it is destructured into',
      [
        'a!: number; b!: number;',
        'start() { [this.a, this.b] = [1, 2]; ({ a: this.a } = { a: 3 }); console.log(this.a, this.b); }',
      ],
    ],
    [
      'an arrow assigns it and a later one reads',
      ['x!: number;', 'start() { [1].forEach(n => { this.x = n; }); console.log(this.x); }'],
    ],
  ])('no finding: %s', (_what, members) => {
    if (members.length > 0) expect(found(text(...members))).toEqual([]);
  });
});

describe('an artifact that the branches leave different', () => {
  test.each<[string, string[], string[]]>([
    [
      'a fan-out, read behind the join',
      [
        'x = 0;',
        fanOut,
        'each(n: number) { this.x = n; return this.next(this.join); }',
        'join(inputs: Inputs<this>) { console.log(inputs.map(i => i.x)); return this.next(this.end); }',
        'end() { console.log(this.x); }',
      ],
      ['artifact-disputed @ x (end)'],
    ],
    [
      'a split, read in the join',
      [
        'x = 0;',
        split,
        'a() { this.x = 1; return this.next(this.join); }',
        'b() { return this.next(this.join); }',
        'join(inputs: Inputs<this>) { console.log(inputs.length, this.x); }',
      ],
      ['artifact-disputed @ x (join)'],
    ],
    [
      'changed in place, read with a fallback',
      [
        'seen: number[] = [];',
        fanOut,
        'each(n: number) { this.seen.push(n); return this.next(this.join); }',
        'join(inputs: Inputs<this>) { console.log(inputs[0]?.seen, this.seen ?? []); }',
      ],
      ['artifact-disputed @ seen (join)'],
    ],
    [
      'through another artifact and a local',
      [
        'x = 0; y = 0;',
        fanOut,
        'each(n: number) { const twice = n * 2; this.x = twice; this.y = this.x; return this.next(this.join); }',
        'join(inputs: Inputs<this>) { this.x = inputs.length; return this.next(this.end); }',
        'end() { console.log(this.x, this.y); }',
      ],
      ['artifact-disputed @ y (end)'],
    ],
  ])('%s', (_what, members, expected) => {
    expect(found(text(...members))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [
      'the join assigns it',
      [
        'x = 0;',
        fanOut,
        'each(n: number) { this.x = n; return this.next(this.join); }',
        'join(inputs: Inputs<this>) { this.x = inputs[0]!.x; return this.next(this.end); }',
        'end() { console.log(this.x); }',
      ],
    ],
    [
      'the join merges',
      [
        'x = 0;',
        split,
        'a() { this.x = 1; return this.next(this.join); }',
        'b() { return this.next(this.join); }',
        'join(inputs: Inputs<this>) { this.merge(inputs); console.log(this.x); }',
      ],
    ],
    [
      'every branch says the same',
      [
        "mode = '';",
        split,
        "a() { this.mode = 'fast'; return this.next(this.join); }",
        "b() { this.mode = 'fast'; return this.next(this.join); }",
        'join(inputs: Inputs<this>) { console.log(inputs.length, this.mode); }',
      ],
    ],
    [
      'every item says the same',
      [
        'base = 2; x = 0;',
        fanOut,
        'each(n: number) { console.log(n); this.x = this.base * 2; return this.next(this.join); }',
        'join(inputs: Inputs<this>) { console.log(inputs.length, this.x); }',
      ],
    ],
    [
      'it is only named',
      [
        'x = 0;',
        fanOut,
        'each(n: number) { this.x = n; return this.next(this.join); }',
        "join(inputs: Inputs<this>) { this.merge(inputs, { exclude: ['x'] }); const most: this['x'] = Math.max(...inputs.map(({ x }) => x)); console.log(most); }",
      ],
    ],
    [
      'it is set before the split',
      [
        'x = 0;',
        'start() { this.x = 1; return this.next(this.a, this.b); }',
        'a() { console.log(this.x); return this.next(this.join); }',
        'b() { return this.next(this.join); }',
        'join(inputs: Inputs<this>) { console.log(inputs.length, this.x); }',
      ],
    ],
    [
      'a step behind the join assigns it',
      [
        'x = 0;',
        fanOut,
        'each(n: number) { this.x = n; return this.next(this.join); }',
        'join(inputs: Inputs<this>) { console.log(inputs.map(({ x }) => x)); return this.next(this.end); }',
        'end() { this.x = 5; console.log(this.x); }',
      ],
    ],
  ])('no finding: %s', (_what, members) => {
    expect(found(text(...members))).toEqual([]);
  });

  test('names the places that set it, and the join', () => {
    const source = text(
      'x = 0;',
      fanOut,
      'each(n: number) { this.x = n; return this.next(this.join); }',
      'join(inputs: Inputs<this>) { console.log(inputs.map(i => i.x), this.x); }',
    );
    const { problems, lines } = parseFlows(source, 'f.ts');
    const at = problems[0]!.related!.map(
      ({ range }) => source.slice(lines.offset(range.start)).split(/\W/)[0],
    );
    expect(at).toEqual(['x', 'join']);
    expect(problems[0]!.message).toBe(
      "The items of 'start' leave 'x' different, so it has no value after the join 'join': assign it before it is read, from the inputs or with this.merge.",
    );
  });
});

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

test.each<[string, string[], string[]]>([
  [
    'set in branches and read by nobody',
    [
      'x = 0;',
      fanOut,
      'each(n: number) { this.x = n; return this.next(this.join); }',
      'join(inputs: Inputs<this>) { console.log(inputs.length); }',
    ],
    ['artifact-never-read @ x (each)'],
  ],
  ['what the run leaves at its end', ['x = 0;', 'start() { this.x = 1; }'], []],
  [
    'inputs that are handed to something else',
    [
      'x = 0;',
      fanOut,
      'each(n: number) { this.x = n; return this.next(this.join); }',
      'join(inputs: Inputs<this>) { console.log(JSON.stringify(inputs)); }',
    ],
    [],
  ],
  [
    'inputs that are handed to something with a callback',
    [
      'x = 0; best = 0;',
      fanOut,
      'each(n: number) { this.x = n; return this.next(this.join); }',
      'join(inputs: Inputs<this>) { this.best = maxBy([...inputs], i => i.x); }',
    ],
    [],
  ],
  ['a function as an artifact', ['f = () => 1;', 'start() {}'], ['artifact-unstorable @ f (null)']],
  [
    'a function that a step leaves',
    ['f: unknown;', 'start() { this.f = function () {}; }'],
    ['artifact-unstorable @ f (start)'],
  ],
  ['a function only for a while', ['f: unknown;', 'start() { this.f = () => 1; this.f = 1; }'], []],
  ['a function in a private field', ['#f = () => 1;', 'start() { this.#f(); }'], []],
  [
    'an address',
    ['at: unknown;', "start() { this.at = new URL('https://a.b'); }"],
    ['artifact-unstorable @ at (start)'],
  ],
  [
    'values that are kept',
    [
      'm = new Map(); d = new Date(); e?: Error;',
      'start() { this.m = new Map(); this.d = new Date(); this.e = new TypeError(); }',
    ],
    [],
  ],
  ['a promise', ['x: unknown;', "start() { this.x = fetch('a'); }"], ['unawaited-artifact @ x (start)']],
  [
    'a promise of its own method',
    ['x: unknown;', 'private async load() { return 1; }', 'start() { this.x = this.load(); }'],
    ['unawaited-artifact @ x (start)'],
  ],
  [
    'what was awaited',
    ['x: unknown;', 'private async load() { return 1; }', 'async start() { this.x = await this.load(); }'],
    [],
  ],
  [
    'a parameter that is assigned',
    ['p = parameter.number({ default: 1 });', 'start() { this.p = 2; this.p++; }'],
    ['parameter-assigned @ p (start)', 'parameter-assigned @ p (start)'],
  ],
  ['a catch without a field', ["@step({ catch: 'err' }) start() {}"], ["catch-undeclared @ 'err' (start)"]],
  [
    'options that say nothing',
    ["@step({ timeout: '5 parsecs', retry: -1, memory: 'lots' }) start() {}"],
    [
      "invalid-option @ '5 parsecs' (start)",
      'invalid-option @ -1 (start)',
      "invalid-option @ 'lots' (start)",
    ],
  ],
  [
    'options that are right',
    ["@step({ timeout: '5m', retry: { times: 2, delay: '1s', backoff: 2 }, memory: '2gb' }) start() {}"],
    [],
  ],
  [
    'items that are none',
    [
      'start() { return this.foreach(5, this.a); }',
      'a(n: number) { return this.next(this.j); }',
      'j(i: Inputs<this>) {}',
    ],
    ['fanout-not-iterable @ 5 (start)'],
  ],
  [
    'an artifact that is a number',
    [
      'n = 5; k: number = 5;',
      'start() { return this.foreach(this.k, this.a); }',
      'a(n: number) { return this.next(this.j); }',
      'j(i: Inputs<this>) {}',
    ],
    ['fanout-not-iterable @ this.k (start)'],
  ],
  [
    'a parameter that is a number',
    [
      'n = parameter.number({ default: 3 });',
      'start() { return this.foreach(this.n, this.a); }',
      'a(n: number) { return this.next(this.j); }',
      'j(i: Inputs<this>) {}',
    ],
    ['fanout-not-iterable @ this.n (start)'],
  ],
  [
    'an object with an iterator of its own',
    [
      'start() { return this.foreach({ *[Symbol.iterator]() { yield 1; } }, this.a); }',
      'a(n: number) { return this.next(this.j); }',
      'j(i: Inputs<this>) {}',
    ],
    [],
  ],
  ['a reserved field', ['next = 1;', 'start() {}'], ['reserved-name @ next (null)']],
  [
    'a parameter called like an option of the command line',
    [
      'tag = parameter.string();',
      'label = parameter.string();',
      'start() { console.log(this.tag, this.label); }',
    ],
    ['parameter-behind-dashes @ tag (null)'],
  ],
  [
    'a condition that is asked twice',
    [
      'n = 1;',
      'start() { if (this.n > 1) return this.next(this.end); else if (this.n > 1) return this.next(this.end); return this.next(this.end); }',
      'end() {}',
    ],
    ['unreachable-arm @ this.next(this.end) (start)'],
  ],
  [
    'a condition with an effect that is asked twice',
    [
      'start() { if (go()) return this.next(this.end); else if (go()) return this.next(this.end); return this.next(this.end); }',
      'end() {}',
    ],
    [],
  ],
  [
    'a constant condition',
    ['start() { if (false) return this.next(this.end); return this.next(this.end); }', 'end() {}'],
    ['unreachable-arm @ this.next(this.end) (start)'],
  ],
  [
    'a case that is there twice',
    [
      "m = 'a';",
      'start() { switch (this.m) { case \'a\': return this.next(this.end); case "a": return this.next(this.end); default: return this.next(this.end); } }',
      'end() {}',
    ],
    ['unreachable-arm @ this.next(this.end) (start)'],
  ],
  [
    'behind a return',
    ['start() { return this.next(this.end); return this.next(this.end); }', 'end() {}'],
    ['unreachable-arm @ this.next(this.end) (start)'],
  ],
])('%s', (_what, members, expected) => {
  expect(found(text(...members))).toEqual(expected);
});

test('an instance of a class of its own', () => {
  const source = `class Model {}\nclass Rows extends Float64Array {}\n${text('m: unknown; r: unknown;', 'start() { this.m = new Model(); this.r = new Rows(2); }')}`;
  expect(found(source)).toEqual(['artifact-class-instance @ m (start)']);
  const withCodec = source.replace('m: unknown;', 'static codecs = { m: modelCodec }; m: unknown;');
  expect(found(withCodec)).toEqual([]);
});

test('what each step reads and writes', () => {
  const source = text(
    'x = 0; y = 0; list: number[] = []; best!: number;',
    'start() { this.x = 1; this.list.push(this.y); return this.foreach(this.list, this.each); }',
    'each(n: number) { this.y = this.x + n; return this.next(this.pick); }',
    'pick(inputs: Inputs<this>) { const [first] = inputs.toSorted((a, b) => a.y - b.y); this.best = first!.y; this.merge(inputs, { exclude: ["y"] }); }',
  );
  const data = parseFlows(source, 'f.ts').dataflow('F')!;
  expect(Object.fromEntries(data.steps)).toEqual({
    start: { reads: ['list', 'y'], writes: ['x', 'list'] },
    each: { reads: ['x'], writes: ['y'] },
    pick: { reads: ['y'], writes: ['best'] },
  });
  expect(data.artifacts.get('y')).toMatchObject({ writers: ['each'], readers: ['start', 'pick'] });
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

  test.each([
    ['1', 'this.x = 1;'],
    ['[]', 'this.x = [];'],
    ['null', 'this.x = null;'],
    ['1', 'if (Date.now() > 1) this.x = 1;'],
    ['1', 'this.x ??= 2;'],
  ])('%s, then %s', (first, set) => {
    expect(found(branches(first, set))).toEqual([]);
  });

  test('set before the split', () => {
    expect(found(branches('1', "this.x = 'run';", "this.x = 'run';"))).toEqual([]);
  });

  test.each([
    ['this.x = 1;', []],
    ['this.x = 2;', ['artifact-disputed @ x (j)']],
    ['if (Date.now() > 1) this.x = 1;', ['artifact-disputed @ x (j)']],
    ['this.x = 2; this.x = 1;', ['artifact-disputed @ x (j)']],
  ])('set to 1 in a branch, where a constructor does this: %s', (made, expected) => {
    const source = text(
      `x: any; constructor() { super(); ${made} }`,
      split,
      'a() { this.x = 1; return this.next(this.j); }',
      'b() { return this.next(this.j); }',
      joined,
    );
    expect(found(source)).toEqual(expected);
  });

  test.each([
    ['1', 'this.x = 2;'],
    ['1', 'this.x = this.x + 1;'],
    ['null', 'this.x ??= 2;'],
    ['1', 'const list = []; list.push(1); this.x = list;'],
  ])('%s, then another: %s', (first, set) => {
    expect(found(branches(first, set))).toEqual(['artifact-disputed @ x (j)']);
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

describe('an input that comes to a join without a value', () => {
  const loop = (each: string, decorator = '@step()'): string =>
    text(
      'x?: any;',
      'start() { return this.next(this.open); }',
      'open() { return this.foreach([0, 1], this.each); }',
      `${decorator} each(n: number) { ${each} return this.next(this.j); }`,
      'j(inputs: Inputs<this>) { for (const one of inputs) console.log(one.x); if (Date.now() > 1) return this.next(this.open); return this.next(this.end); }',
      'end() {}',
    );

  test.each([
    ['if (n > 0) this.x = n;', '@step()'],
    ['if (n > 0) throw new Error();', "@step({ catch: 'x' })"],
    ['if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'problem' })"],
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
