import { inspect, isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { hashOf, joined } from '../../../runtime/store/content.js';
import { copyOf, decode, encode } from '../../../runtime/store/value.js';
import { random } from '../recordedRun.js';

const hash = (value: unknown) => hashOf(encode(value));

/** The same number in another inner form: a fraction that happens to be whole. */
const asDouble = (value: number) => {
  const list = [0.5];
  list[0] = value;
  return list[0];
};

/** Ways to make a text again that leave it in another inner form. */
const texts: ((text: string) => string)[] = [
  text => text.slice(0, text.length >> 1) + text.slice(text.length >> 1),
  text => `\u{1f600}${text}`.slice(2),
  text => `xx${text}yy`.slice(2, -2),
  text => [...Array(text.length).keys()].map(i => text[i]).join(''),
  text => JSON.parse(JSON.stringify(text)) as string,
  text => Buffer.from(text, 'utf16le').toString('utf16le'),
  text => text.replace(/$/, ''),
];

const lists: ((list: unknown[]) => unknown[])[] = [
  list => [...list],
  list => {
    const made: unknown[] = [];
    for (const item of list) made.push(item);
    return made;
  },
  list => {
    const made = new Array<unknown>(list.length);
    for (let i = 0; i < list.length; i++) made[i] = list[i];
    return made;
  },
  list => {
    const made = new Array<unknown>(list.length);
    for (let i = list.length - 1; i >= 0; i--) made[i] = list[i];
    return made;
  },
  list => {
    const made: unknown[] = [0.5, ...list, {}, 1];
    made.pop();
    made.length--;
    made.shift();
    return made;
  },
  list => list.concat([]),
  list => Array.from(new Set(list.map((item, i) => ({ item, i })))).map(({ item }) => item),
  list => {
    const made: unknown[] = [];
    made[list.length + 5_000] = 1;
    list.forEach((item, i) => {
      made[i] = item;
    });
    made.length = list.length;
    return made;
  },
];

const objects: ((entries: [string, unknown][]) => object)[] = [
  entries => Object.fromEntries(entries),
  entries => {
    const made: Record<string, unknown> = {};
    for (const [name, value] of entries) made[name] = value;
    return made;
  },
  entries => {
    const made: Record<string, unknown> = { gone: 1 };
    for (const [name, value] of entries) made[name] = value;
    delete made.gone;
    return made;
  },
  entries => ({ ...Object.fromEntries(entries) }),
  entries => {
    const made = {};
    for (const [name, value] of entries)
      Object.defineProperty(made, name, { get: () => value, enumerable: true });
    return made;
  },
  entries =>
    Object.assign(Object.fromEntries(entries.map(([name]) => [name, null])), Object.fromEntries(entries)),
];

type Pick = <T>(list: readonly T[]) => T;

/** Makes a value that is equal to another, each part of it in some other way. */
function again(value: unknown, pick: Pick): unknown {
  const part = (inner: unknown) => again(inner, pick);
  if (typeof value === 'number')
    return pick([asDouble, Number, (n: number) => (Object.is(n, -0) ? n : n * 1)])(value);
  if (typeof value === 'string') return pick(texts)(value);
  if (typeof value === 'bigint') return BigInt(value.toString());
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return pick(lists)(value.map(part));
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [part(key), part(entry)]));
  if (value instanceof Set) return new Set([...value].map(part));
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(part(value.source) as string, value.flags);
  if (value instanceof Float64Array) {
    const room = new Float64Array(value.length + 4);
    room.set(value, 2);
    return pick([room.subarray(2, -2), value.slice(), Float64Array.from([...value])]);
  }
  return pick(objects)(Object.entries(value).map(([name, entry]) => [pick(texts)(name), part(entry)]));
}

function made(next: () => number, depth = 0): unknown {
  const some = <T>(make: (i: number) => T) =>
    Array.from({ length: Math.floor(next() * 12) }, (_, i) => make(i));
  const leaves: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => next() < 0.5,
    () => Math.floor((next() - 0.5) * 2 ** Math.floor(next() * 60)),
    () => next() * 1e9,
    () => -0,
    () => Number.NaN,
    () => Number.POSITIVE_INFINITY,
    () => BigInt(Math.floor(next() * 2 ** 50)) ** 3n * (next() < 0.5 ? -1n : 1n),
    () => 'plain '.repeat(Math.floor(next() * 8)),
    () => 'é'.repeat(Math.floor(next() * 8)),
    () => '日本😀'.repeat(Math.floor(next() * 8)),
    () => `half \ud83d${'x'.repeat(Math.floor(next() * 30))}`,
    () => new Date(Math.floor(next() * 1e12)),
    () => /a(b)+/giu,
    () => new Float64Array(some(() => next())),
  ];
  const nodes: (() => unknown)[] = [
    () => some(() => made(next, depth + 1)),
    () => some(() => Math.floor(next() * 100)),
    () => some(() => next()),
    () => some(() => `word ${Math.floor(next() * 9)}`),
    () => Object.fromEntries(some(i => [next() < 0.8 ? `k${i}` : String(i * 3), made(next, depth + 1)])),
    () => new Map(some(i => [made(next, depth + 2) ?? i, made(next, depth + 1)])),
    () => new Set(some(i => `${i}`)),
  ];
  const from = depth < 4 && next() < 0.7 ? nodes : leaves;
  return from[Math.floor(next() * from.length)]?.();
}

test('equal values have one hash, however they were made', () => {
  const next = random(11);
  const pick: Pick = list => list[Math.floor(next() * list.length)] as never;
  for (let i = 0; i < 3_000; i++) {
    const value = made(next);
    const other = again(value, pick);
    if (!isDeepStrictEqual(value, other)) throw new Error('the test makes another value');
    expect(hash(other)).toBe(hash(value));
    const back = decode(joined(encode(value)));
    expect(isDeepStrictEqual(back, value)).toBe(true);
    expect(hash(back)).toBe(hash(value));
    expect(hash(deserialize(serialize(value)))).toBe(hash(value));
  }
});

test('what a program can tell apart has another', () => {
  const pairs: [unknown, unknown][] = [
    [0, -0],
    [1, 1n],
    ['1', 1],
    [null, undefined],
    [[undefined], new Array(1)],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: undefined }, {}],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{}, Object.create(null)],
    [{}, []],
    [
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    ],
    [new Set([1, 2]), new Set([2, 1])],
    [new Uint8Array([1]), Buffer.from([1])],
    [new Uint8Array([1]), new Uint8ClampedArray([1])],
    [new Float64Array([0]), new Float64Array([-0])],
    [Object(1), 1],
    [new Date(1), 1],
    [/a/g, /a/],
    [new Error('a'), new TypeError('a')],
    [[1, 2, 3], Object.assign([1, 2, 3], { index: 0 })],
    [
      [0.5, 1, 2, 3, 4, 5, 6, 7, 8],
      [0.5, 1, 2, 3, 4, 5, 6, 7, -0],
    ],
  ];
  for (const [a, b] of pairs) expect(hash(a), inspect([a, b])).not.toBe(hash(b));
  const one = { x: 1 };
  expect(hash([one, one])).not.toBe(hash([{ x: 1 }, { x: 1 }]));
});

test('all that is kept comes back as it was', () => {
  const sparse: number[] = [];
  sparse[200_000_000] = 1;
  const cycle: Record<string, unknown> = { list: [] };
  cycle.self = cycle;
  (cycle.list as unknown[]).push(cycle);
  const values: unknown[] = [
    Object.assign(new Array(3), { 0: 1, 2: 3 }),
    'abc'.match(/b/),
    Object.assign(Object.create(null), { a: 1, __proto__: 2 }),
    JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
    new ArrayBuffer(5),
    new ArrayBuffer(5, { maxByteLength: 10 }),
    new DataView(new ArrayBuffer(9), 2, 4),
    Buffer.from('hi there'),
    [new Float32Array(100_000), { deep: Buffer.alloc(100_000, 7) }, new DataView(new ArrayBuffer(80_000))],
    Object('text'),
    Object(12n),
    new Map<unknown, unknown>([[{ key: 1 }, new Set([new Map()])]]),
    new Date(Number.NaN),
    cycle,
    ['\ud800', '\udc00 lone', '', 'a\0b'],
    [2 ** 30 - 1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1, 2 ** 53, 127, 128],
  ];
  for (const value of values)
    expect(isDeepStrictEqual(copyOf(value), value), inspect(value).slice(0, 200)).toBe(true);
  expect(copyOf(cycle)).not.toBe(cycle);
  const far = copyOf(sparse);
  expect([far.length, Object.entries(far)]).toEqual([200_000_001, [['200000000', 1]]]);
  expect((copyOf(values[5]) as ArrayBuffer).maxByteLength).toBe(10);
});

test('memory is its owner’s alone: exact, and can be given away', () => {
  const whole = new Uint8Array(1_000_000);
  const value = {
    small: whole.subarray(10, 22),
    buffer: Buffer.from('hi'),
    view: new DataView(whole.buffer, 3, 5),
    large: [whole.subarray(1, 200_001), Buffer.alloc(100_000)],
  };
  const copy = copyOf(value);
  const views = [copy.small, copy.buffer, copy.view, ...copy.large];
  for (const view of views) {
    expect([view.byteOffset, view.buffer.byteLength]).toEqual([0, view.byteLength]);
    structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
    expect(view.buffer.byteLength).toBe(0);
  }
  expect(copy.buffer).toBeInstanceOf(Buffer);
});

test('errors keep their class, their words and what they hold', () => {
  class HttpError extends TypeError {
    override name = 'HttpError';
    status = 404;
    socket = () => undefined;
    reason = new RangeError('deep', { cause: { plain: [1] } });
  }
  const left: string[] = [];
  const content = encode(new HttpError('gone', { cause: new Error('below') }), field => left.push(field));
  const back = decode(joined(content)) as HttpError;
  expect(back).toBeInstanceOf(TypeError);
  expect([back.name, back.message, back.status, left]).toEqual(['HttpError', 'gone', 404, ['socket']]);
  expect(back.reason).toBeInstanceOf(RangeError);
  expect(back.reason.cause).toEqual({ plain: [1] });
  expect((back.cause as Error).message).toBe('below');
  expect(back.stack).toMatch(/^TypeError: gone|^HttpError: gone/);
  expect(back.stack).not.toMatch(/node:internal/);

  const gathered = copyOf(new AggregateError([new Error('one'), new SyntaxError('two')], 'both'));
  expect(gathered).toBeInstanceOf(AggregateError);
  expect(gathered.errors.map((error: Error) => error.message)).toEqual(['one', 'two']);

  const aborted = copyOf(new DOMException('stopped', 'AbortError'));
  expect([aborted instanceof DOMException, aborted.name, aborted.message, aborted.code]).toEqual([
    true,
    'AbortError',
    'stopped',
    20,
  ]);
  const getter = copyOf(
    new (class extends Error {
      override get message() {
        return 'from a getter';
      }
    })(),
  );
  expect(getter.message).toBe('from a getter');

  let chain: Error | undefined;
  for (let i = 0; i < 200; i++) chain = new Error(`${i}`, { cause: chain });
  expect(((copyOf(chain) as Error).cause as Error).message).toBe('198');
  expect(hash(new Error('x', { cause: () => 1 }))).toBeDefined();
});

test('errors of another realm are errors', () => {
  const foreign = runInNewContext("new RangeError('far')") as RangeError;
  expect(copyOf(foreign).message).toBe('far');
});

test('what is nested as deep as may be comes back, and what is deeper is refused', () => {
  const kinds: ((inner: unknown) => unknown)[] = [
    inner => [inner],
    inner => ({ a: inner }),
    inner => Object.assign(Object.create(null), { a: inner }),
    inner => new Map([[1, inner]]),
    inner => new Set([inner]),
    inner => Object.assign(new Array(2), { 1: inner }),
    inner => Object.assign([1], { extra: inner }),
  ];
  for (const kind of kinds) {
    let value: unknown = 1;
    for (let i = 0; i < 1_000; i++) value = kind(value);
    expect(hash(copyOf(value))).toBe(hash(value));
    expect(() => encode(kind(value))).toThrow(/nested more than 1000 deep/);
  }
  let chain: unknown = null;
  for (let i = 0; i < 100_000; i++) chain = { next: chain };
  expect(() => encode(chain)).toThrow(/nested more than 1000 deep/);
  let errors: unknown = null;
  for (let i = 0; i < 5_000; i++) errors = new Error('x', { cause: errors });
  // What is too deep of an error is left out of it.
  expect(copyOf(errors)).toBeInstanceOf(Error);
});

test('memory is kept to the bit, that of NaN too', () => {
  for (const Kind of [Float64Array, Float32Array]) {
    const view = new Kind(4);
    const bytes = new Uint8Array(view.buffer).fill(0xff);
    bytes[1] = 3;
    const back = copyOf([view, { large: new Kind(30_000).fill(Number.NaN) }])[0] as typeof view;
    expect(new Uint8Array(back.buffer)).toEqual(bytes);
  }
});

test('an error is kept whatever it holds, but for what can not be kept', () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const error = Object.assign(new Error('e', { cause: { code: 1 } }), {
    errors: { email: 'missing' },
    response: Object.defineProperty({}, 'body', {
      enumerable: true,
      get: () => {
        throw new Error('used already');
      },
    }),
    gone: revoked.proxy,
    status: 5,
  });
  const left: string[] = [];
  const back = decode(joined(encode(error, field => left.push(field)))) as typeof error;
  expect([back.message, back.cause, back.errors, back.status]).toEqual([
    'e',
    { code: 1 },
    { email: 'missing' },
    5,
  ]);
  expect(left).toEqual(['response', 'gone']);

  const several = new AggregateError([new Error('one'), class {}, new TypeError('two')], 'some');
  const again = copyOf(several);
  expect(again.errors.map((one: Error | undefined) => one?.message)).toEqual(['one', undefined, 'two']);
  expect(hash(again)).toBe(hash(copyOf(again)));
  Reflect.deleteProperty(several, 'errors');
  expect('errors' in copyOf(several)).toBe(false);
});

test('what throws when it is looked at is refused by its path', () => {
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const body = {
    get text() {
      throw new Error('used already');
    },
  };
  expect(() => encode({ a: [body] })).toThrow(
    /^\.a\[0\]\.text is something that can't be read \(used already\)$/,
  );
  expect(() => encode({ a: new Proxy(new Map(), {}) })).toThrow(
    /^(?:\.a is |the value is )something that can't be read/,
  );
});

test('what is written does not depend on what a program has set for what it prints', () => {
  const values = [
    Array.from({ length: 100 }, (_, i) => i + 0.5),
    new Uint8Array(100),
    Array.from({ length: 100 }, () => ({})),
  ];
  const before = values.map(hash);
  const kept = { ...inspect.defaultOptions };
  Object.assign(inspect.defaultOptions, { showHidden: true, colors: true, sorted: true, depth: 9 });
  try {
    expect(values.map(hash)).toEqual(before);
  } finally {
    Object.assign(inspect.defaultOptions, kept);
  }
});

test('many things with many names, and many errors with something that is left out, take no longer than they are long', () => {
  // So many that what grows with their square would take minutes.
  const many = 50_000;
  const dynamic = Array.from({ length: many }, (_, i) => ({ id: i, [`k${i}`]: 1, end: true }));
  expect(isDeepStrictEqual(copyOf(dynamic), dynamic)).toBe(true);
  const errors = Array.from({ length: many }, (_, i) =>
    Object.assign(new Error(`${i}`, { cause: null }), { socket: () => i }),
  );
  expect(copyOf(errors)).toHaveLength(many);
}, 60_000);
