import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { fanOut, found, split, text } from './told.js';

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

  test.each([
    ['const { rows } = this.x; rows.push(n);', true],
    ['const rows = this.x.rows; rows[0] = n;', true],
    ['const [first] = this.x.rows; first.n = n;', true],
    ['const { x: { rows } } = this; rows.push(n);', true],
    ['for (const row of this.x.rows) row.n = n;', true],
    ['for (const [at, row] of this.x.rows.entries()) row.n = n + at;', true],
    ['for (const row of [...this.x.rows]) row.n = n;', true],
    ['for (const row of Object.values(this.x)) row.n = n;', true],
    ['this.x.rows.forEach(row => { row.n = n; });', true],
    ['this.x.rows.filter(row => row.n > 1).forEach(row => { row.n = n; });', true],
    ['const row = this.x.rows.find(row => row.n === 1)!; row.n = n;', true],
    ['const row = this.x.rows.at(0) ?? this.x.last; const it = row; it.n = n;', true],
    ['const rows = [...this.x.rows]; rows.push(n);', false],
    ['const { ...copy } = this.x; copy.rows = n;', false],
    ['const rows = this.x.rows.map(row => row.n); rows.push(n);', false],
    ['for (const row of this.x.rows) { const more = { ...row }; more.n = n; }', false],
    ['let rows = this.x.rows; rows = []; rows.push(n);', false],
    ['for (let row of this.x.rows) { row = { ...row }; row.n = n; }', false],
    ['for (const row of this.x.rows) console.log(row.n.toString().split(""), n);', false],
  ])('changed under a name of a part: %s', (body, isTold) => {
    const members = [
      'x: any = { rows: [{ n: 1 }], last: { n: 2 } };',
      fanOut,
      `each(n: number) { ${body} return this.next(this.join); }`,
      'join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }',
      'end() { console.log(this.x); }',
    ];
    expect(found(text(...members))).toEqual(isTold ? ['artifact-disputed @ x (end)'] : []);
  });

  test.each([
    ['const read = () => this.x; this.x = 1; read();', false],
    ['const read = () => this.x; if (this.y) this.x = 1; read();', true],
    ['const read = () => this.x; read(); this.x = 1;', true],
    ['const read = () => this.x; if (this.y) this.x = 1; else this.x = 2; read();', false],
    ['const read = () => this.x; const set = () => { this.x = 1; }; set(); read();', false],
    ['const read = () => this.x; this.x = 1; list().map(read);', false],
  ])('read in a function of its own: %s', (body, isTold) => {
    const members = [
      'x = 0; y = 0;',
      fanOut,
      'each(n: number) { this.x = n; return this.next(this.join); }',
      'join(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }',
      `end() { ${body} }`,
    ];
    expect(found(text(...members))).toEqual(isTold ? ['artifact-disputed @ x (end)'] : []);
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
