import type { Site } from './site.js';

type Form = (site: Site) => string;

/** What stands around every made-up class: names to say values by, and code that a flow calls. */
export const module = `import { Flow, step, parameter, type Inputs } from 'stepwell';
import { seven, eight as acht } from './values.js';
type Data = unknown; type All = Inputs<Made>;
enum Kind { A, B, C = 7 }
const ONE = 1, SEVEN = 7;
const names = { a: 'x', deep: { b: 7 } } as const;
const base = { k: 1 };
class Model { w = 17; toJSON() { return 29; } }
class Oops extends Error {}
function double(n: number) { return n * 2; }
const triple = (n: number) => n * 3;
async function later(n = 1) { return n + 1000; }
const soon = async (n = 7) => n;
function* count(to = 2) { for (let n = 1; n <= to; n++) yield n; }
async function* drip(to = 2) { for (let n = 1; n <= to; n++) yield n; }
const handlers = { run: () => 23 };
function chance() { return Math.random(); }
const draw = () => [chance()], { random: toss } = Math;
const struck = new Map<string, string>();
function one({ run, step, task }: { run: string; step: string; task: string }) {
  const place = task.replace(/@[0-9]+/g, ''), key = run + ' ' + step;
  if (!struck.has(key)) struck.set(key, place);
  return struck.get(key) === place;
}
`;

/** Values of which two are equal where the docs promise that this is known, and else never, not even by chance. */
const steady: readonly Form[] = [
  ...[
    '0',
    '1',
    '7',
    "'b'",
    "'x'",
    'true',
    'null',
    '-1',
    '[]',
    '[1]',
    '{ k: 1 }',
    'new Set([1])',
    'new Map()',
  ],
  ...[
    'ONE',
    'SEVEN',
    'Kind.A',
    'Kind.C',
    'names.a',
    'names.deep.b',
    "names['a']",
    "names.deep['b']",
    'Kind.B',
    "Kind['C']",
    '`b`',
    '0x7',
    '(ONE satisfies number)',
    'base',
    '[ONE]',
    '{ k: ONE }',
    'base.k',
    '(1 as number)',
  ],
  ...[
    '`$' + '{names.a}`',
    '`x$' + '{ONE}`',
    "'x1'",
    'seven',
    'acht',
    'double(50)',
    'double(SEVEN)',
    'triple(4)',
    'SEVEN + 6',
    'SEVEN * 3',
  ],
  ...[
    '{ ...base, s: 2 }',
    'JSON.stringify(base)',
    'Math.max(ONE, 16)',
    'new Date(0)',
    "'twelve'.length",
    'String(ONE)',
    '10n',
  ],
  ...[
    '[1, 2].map(n => n * 5)',
    '[SEVEN, 8].filter(n => n > 1)',
    "new Oops('o').message",
    'structuredClone({ z: 1 })',
    '/a/.source',
  ],
  ...[
    'new Model().w',
    '[3, 39].at(1)',
    '(() => { return 59; })()',
    '(() => 19)()',
    'handlers.run()',
    '[...count()]',
    '[...new Map([[1, 2]]).values()]',
    "new Set(new Map([[1, 'u']]).values())",
    "[...new Set(['w'].values())]",
    "new Map([['y', 1]].values())",
    'void 0 ?? 27',
  ],
  ...['Object.values(names.deep)', 'new Uint8Array([1])', 'JSON.parse(JSON.stringify(new Model()))'],
].map(text => () => text);

/** Values that no run can store. */
const unfit: readonly Form[] = [
  ...[
    'new Model()',
    '() => 1',
    '(function () {})',
    'later()',
    'soon()',
    'double',
    'Model',
    'class {}',
    'count()',
    'handlers',
  ],
  ...[
    "Symbol('s')",
    "new URL('http://a.b')",
    'new WeakMap()',
    'new Map().values()',
    'Promise.resolve(1)',
    "'aa'.matchAll(/a/g)",
  ],
  ...[
    'Promise.all([later()])',
    '[1].map(later)',
    '[1, 2].map(async n => n)',
    '[1].map(() => new Model())',
    'drip()',
    'triple',
  ],
  ...[
    '[1].entries()',
    'new Set([1]).values()',
    '[new Model()]',
    '{ m: new Model() }',
    '{ run() {} }',
    '{ f: () => 1 }',
    'new Promise(() => {})',
  ],
  ...[
    '[[() => 1]]',
    'new Map([[1, new Model()]])',
    'new Set([() => 1])',
    '{ ...base, m: new Model() }',
    'later().then(n => n)',
  ],
  ...[
    '[1].map(n => { return new Model(); })',
    '(0, new Model())',
    'new AbortController()',
    'Object.assign({}, { f: () => 1 })',
  ],
].map(text => () => text);

/** A value from around: of a parameter, the item, the flow. */
const around: readonly Form[] = [
  () => 'this.size',
  () => 'this.size + 1',
  () => 'this.mode',
  () => '`$' + '{this.mode}!`',
  ({ item }) => item ?? 'this.size',
  ({ item }) => (item === null ? '[this.mode]' : `{ of: ${item} }`),
  ({ chance }) => chance.pick(['Math.random()', 'chance()', 'draw()', 'toss()']),
  () => "this['mode']",
  () => '(this as Made).size',
  () => "this.mode === 'no' || 47",
  () => "this.mode === 'm' ? 43 : 2",
];

/** Adds a condition to a value, or a way to say it. */
function within(site: Site, value: string): string {
  const { chance } = site;
  const condition = chance.oneIn(3) ? site.condition() : null;
  const other = chance.pick(steady)(site);
  if (condition !== null) {
    return chance.pick([
      `${condition} ? ${value} : ${other}`,
      `${condition} ? ${other} : (${value})`,
      `${condition} && (${value})`,
      `(${condition} || null) ?? (${value})`,
    ]);
  }
  return chance.pick([
    value,
    value,
    value,
    value,
    `(${value})`,
    `null ?? (${value})`,
    `[${value}]`,
    `{ v: ${value} }`,
    `(${value}) as Data`,
  ]);
}

/** A value that a run can store. */
export function storable(site: Site): string {
  return within(site, site.chance.pick(site.chance.oneIn(4) ? around : steady)(site));
}

export function plain(site: Site): string {
  return site.chance.pick(steady)(site);
}

export function unstorable(site: Site): string {
  return within(site, site.chance.pick(unfit)(site));
}

/** One that no run can store, whatever the run is like. */
export function surelyUnstorable(site: Site): string {
  return site.chance.pick(unfit)(site);
}
