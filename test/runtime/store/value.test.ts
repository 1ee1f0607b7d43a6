import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cut, sizeOf } from '../../../runtime/store/content.js';
import { Objects } from '../../../runtime/store/objects.js';
import { decode, encode, load, store, typeOf } from '../../../runtime/store/value.js';

let folder: string;
let objects: Objects;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  objects = new Objects(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const back = (value: unknown) => load(objects, store(objects, encode(value), typeOf(value)));

describe('values come back as they were', () => {
  const cyclic: { name: string; self?: unknown; list: unknown[] } = { name: 'c', list: [] };
  cyclic.self = cyclic;
  cyclic.list.push(cyclic.list);
  const shared = { n: 1 };
  // biome-ignore lint/suspicious/noSparseArray: it is what is tested
  const sparse = [1, , 3];
  const cases: [string, unknown][] = [
    ['numbers', [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, 2 ** 53]],
    ['-0', -0],
    ['NaN', Number.NaN],
    ['undefined', undefined],
    ['null', null],
    ['bigints', [12n, -(2n ** 100n)]],
    ['text', ['', 'é', '日本', '\u0000', '\ud83d\ude00', '\ud83d']],
    [
      'Map and Set',
      new Map<unknown, unknown>([
        [{ k: 1 }, new Set([1, 'a'])],
        [Number.NaN, -0],
      ]),
    ],
    ['Date', [new Date(0), new Date(Number.NaN)]],
    ['RegExp', /a+/giu],
    [
      'typed arrays',
      [
        new Uint8Array([1, 2]),
        new Float64Array([-0, Number.NaN]),
        new BigInt64Array([1n]),
        new DataView(new ArrayBuffer(3)),
      ],
    ],
    ['ArrayBuffer', new Uint8Array([9, 8]).buffer],
    ['cycles', cyclic],
    ['sparse arrays', sparse],
    ['an object without a prototype', Object.create(null)],
    ['keys such as __proto__', JSON.parse('{"__proto__": 1, "constructor": 2}')],
    ['a long text', 'x'.repeat(100_000)],
    ['a large array', new Float64Array(10_000).map((_, i) => Math.sin(i))],
  ];
  test.each(cases)('%s', (_name, value) => {
    expect(back(value)).toEqual(value);
  });

  test('-0 stays -0, a hole stays a hole, what is shared stays shared', () => {
    expect(Object.is(back(-0), -0)).toBe(true);
    expect(1 in (back(sparse) as unknown[])).toBe(false);
    const [a, b] = back([shared, shared]) as object[];
    expect(a).toBe(b);
    const loop = back(cyclic) as typeof cyclic;
    expect(loop.self).toBe(loop);
    expect(loop.list[0]).toBe(loop.list);
  });

  test('errors: name, message, stack, cause and their own fields', () => {
    class HttpError extends Error {
      override readonly name = 'HttpError';
      readonly status = 404;
      readonly socket = { end: () => undefined };
    }
    const error = new HttpError('not found', {
      cause: Object.assign(new TypeError('inner'), { code: 'E_INNER' }),
    });
    const { problems } = back({ problems: [error, error] }) as {
      problems: (HttpError & { cause: { code: string } })[];
    };
    const [copy] = problems;
    expect(copy).toBeInstanceOf(Error);
    expect(copy).toMatchObject({ name: 'HttpError', message: 'not found', status: 404 });
    expect(copy?.stack).toBe(error.stack);
    expect(copy?.cause).toBeInstanceOf(TypeError);
    expect(copy?.cause.code).toBe('E_INNER');
    expect('socket' in (copy ?? {})).toBe(false);
    expect(problems[1]).toBe(copy);
  });

  test('a view of part of a buffer is stored as that part', () => {
    const part = new Uint8Array(1_000_000).subarray(10, 20);
    expect(back(part)).toEqual(part);
    expect(sizeOf(encode(part))).toBeLessThan(200);
    expect(Buffer.from(back(Buffer.from('hello')) as Uint8Array).toString()).toBe('hello');
  });
});

describe('large typed arrays', () => {
  const numbers = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i));
  const bytes = new Uint8Array(numbers.buffer);
  const cases: [string, unknown][] = [
    ['alone', numbers],
    [
      'beside other things',
      { name: 'é日', x: numbers, y: [bytes, 1n, new Uint8Array(3)], z: 'a'.repeat(999) },
    ],
    [
      'of every kind',
      [
        ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array].map(
          Kind => new Kind(numbers.buffer),
        ),
        ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array].map(Kind => new Kind(numbers.buffer)),
        new DataView(numbers.buffer),
        Buffer.from(numbers.buffer),
      ],
    ],
    [
      'that begin and end anywhere',
      [bytes.subarray(3), bytes.subarray(1, 100_000), Buffer.from(bytes).subarray(5)],
    ],
    ['that shrink', new Float64Array(20_000)],
    ['larger than a block, and shrinking', { zeros: new Uint8Array(40_000_001), end: numbers }],
  ];
  test.each(cases)('%s', (_name, value) => {
    const copy = back(value);
    // Not toEqual: it walks millions of elements one by one.
    expect(isDeepStrictEqual(copy, value)).toBe(true);
    expect(store(objects, encode(copy), '').hash).toBe(store(objects, encode(value), '').hash);
  });

  test('one in two places is stored once, and is one when it comes back', () => {
    const value = [numbers, { again: numbers }];
    expect(sizeOf(encode(value))).toBeLessThan(numbers.byteLength + 500);
    const [first, second] = back(value) as [Float64Array, { again: Float64Array }];
    expect(second.again).toBe(first);
  });

  test('what was loaded can be changed, and what is stored stays', () => {
    const ref = store(objects, encode(numbers), '');
    (load(objects, ref) as Float64Array).fill(1);
    expect((load(objects, ref) as Float64Array)[1]).toBe(Math.sin(1));
  });

  test('one that was cut short is damaged', () => {
    const whole = Buffer.concat(encode(numbers));
    for (const length of [1, 8, 16, 24, 31, 100, whole.length - 1]) {
      expect(() => decode(whole.subarray(0, length)), String(length)).toThrow();
    }
  });
});

test('equal values have equal hashes, however they were made', () => {
  const hash = (value: unknown) => store(objects, encode(value), '').hash;
  const pairs: [unknown, unknown][] = [
    [{ a: 1, b: [1, 2] }, JSON.parse('{"a":1,"b":[1,2]}')],
    ['abc', `a${'bc'.slice(0)}`],
    [3, 1.5 * 2],
    [['ab'.repeat(3)], ['ababab']],
    [[1, 2, 3], Array.from({ length: 3 }, (_, i) => i + 1)],
  ];
  for (const [a, b] of pairs) expect(hash(a)).toBe(hash(b));
  expect(hash(-0)).not.toBe(hash(0));
  expect(hash({ a: 1, b: 2 })).not.toBe(hash({ a: 1 }));
});

describe('what can not be stored is named by its path', () => {
  class Model {
    fit = 1;
  }
  const cases: [string, unknown, RegExp][] = [
    ['a function', () => 1, /^the value is the function \(anonymous\)$/],
    ['a function inside', { a: [{ b() {} }] }, /^\.a\[0\]\.b is the function b$/],
    ['a symbol', { s: Symbol('x') }, /^\.s is the symbol Symbol\(x\)$/],
    ['a class instance', new Map([['m', new Model()]]), /^\.get\('m'\) is an instance of the class Model$/],
    ['a key', new Map([[new Model(), 1]]), /\(a key\) is an instance of the class Model/],
    ['a member', new Set([() => 1]), /\(a member\) is the function/],
    ['a promise', { p: Promise.resolve() }, /^\.p is a Promise \(is an await missing\?\)$/],
    ['a WeakMap', new WeakMap(), /instance of the class WeakMap/],
    ['a proxy’s own prototype', Object.create({ inherited: 1 }), /prototype|class/],
    [
      'a map with a field',
      { m: Object.assign(new Map(), { extra: 1 }) },
      /^\.m is a Map with a field extra of its own/,
    ],
    ['a date with a field', Object.assign(new Date(0), { extra: 1 }), /Date with a field extra/],
    ['an array of a class', new (class Rows extends Array {})(), /instance of the class Rows/],
    [
      'a typed array of a class',
      new (class Points extends Float32Array {})(2),
      /instance of the class Points/,
    ],
    [
      'a typed array with a field',
      Object.assign(new Uint8Array(200), { extra: 1 }),
      /Uint8Array with a field extra/,
    ],
    [
      'a field with a symbol for its name',
      { a: { [Symbol('s')]: 1 } },
      /^\.a is an object with a field called Symbol\(s\)/,
    ],
    ['memory that is shared', new SharedArrayBuffer(8), /instance of the class SharedArrayBuffer/],
  ];
  test.each(cases)('%s', (_name, value, words) => {
    expect(() => encode(value)).toThrow(words);
  });

  test('at any depth, without running out of stack', () => {
    let deep: unknown = () => 1;
    for (let i = 0; i < 1_000; i++) deep = [deep];
    expect(() => encode(deep)).toThrow(/is the function/);
  });
});

describe('objects', () => {
  test('the same bytes are stored once', () => {
    const bytes = Buffer.from('x'.repeat(5_000));
    const hash = objects.put([bytes]);
    const path = join(folder, 'objects', hash.slice(0, 2), hash.slice(2));
    const first = readFileSync(path);
    expect(first.length).toBeLessThan(500);
    writeFileSync(path, first);
    expect(objects.put([...cut([bytes], 700)])).toBe(hash);
    expect(objects.get(hash)).toEqual(bytes);
    expect(readdirSync(join(folder, 'objects', hash.slice(0, 2))).filter(name => name.includes('.'))).toEqual(
      [],
    );
  });

  test('what does not shrink is not packed', () => {
    const noise = Buffer.from(
      Array.from({ length: 600_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 255),
    );
    expect(objects.get(objects.put([noise])).equals(noise)).toBe(true);
  });

  test('one that is gone or damaged is said to be', () => {
    expect(() => objects.get('0'.repeat(64))).toThrow(/the stored object 0+ can't be read/);
    const hash = objects.put([Buffer.from('y'.repeat(5_000))]);
    const path = join(folder, 'objects', hash.slice(0, 2), hash.slice(2));
    for (const damaged of [
      Buffer.alloc(0),
      readFileSync(path).subarray(0, 8),
      Buffer.from([7, 1, 2]),
      Buffer.from([1, 1, 2, 3]),
    ]) {
      writeFileSync(path, damaged);
      expect(() => objects.get(hash)).toThrow(
        /the stored object .* (can't be read|is packed in a way|is damaged)/,
      );
    }
  });

  test('bytes that are not a value', () => {
    expect(() => decode(Buffer.from([250, 1]))).toThrow('unknown codec 250');
  });
});

test('words for types', () => {
  const words = [
    1,
    'a',
    null,
    undefined,
    [1],
    new Map([[1, 2]]),
    new Set(),
    new Float32Array(4),
    {},
    new Date(),
    1n,
  ].map(typeOf);
  expect(words).toEqual([
    'number',
    'string',
    'null',
    'undefined',
    'Array(1)',
    'Map(1)',
    'Set(0)',
    'Float32Array(4)',
    'Object',
    'Date',
    'bigint',
  ]);
});
