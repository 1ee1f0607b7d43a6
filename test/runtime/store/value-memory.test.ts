import { serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { NoValue } from '../../../runtime/store/byte-reader.js';
import { hashOf } from '../../../runtime/store/content.js';
import { Objects } from '../../../runtime/store/objects.js';
import { memoryOf } from '../../../runtime/store/older-cost.js';
import { decode, encode, load, store } from '../../../runtime/store/value.js';
import { TooCostly } from '../../../runtime/store/value-reader.js';
import { random } from '../recordedRun.js';

/** Values of every kind that can be stored, nested. */
function made(next: () => number, depth = 0): unknown {
  const some = <T>(make: (i: number) => T) =>
    Array.from({ length: Math.floor(next() * 5) }, (_, i) => make(i));
  const inner = () => made(next, depth + 1);
  const leaves: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => next() < 0.5,
    () => Math.floor((next() - 0.5) * 2 ** 33),
    () => next() * 1e9,
    () => -0,
    () => Number.NaN,
    () => BigInt(Math.floor(next() * 2 ** 50)) ** 3n * (next() < 0.5 ? -1n : 1n),
    () => 'a\0'.repeat(Math.floor(next() * 20)),
    () => 'ä€😀'.repeat(Math.floor(next() * 20)),
    () => new Date(Math.floor(next() * 1e12)),
    () => new Date(Number.NaN),
    () => /a(b)+[{:$@,]/giu,
    () => new Uint8Array(some(() => 36)),
    () => new Float64Array(3),
    () => new DataView(new ArrayBuffer(5)),
    () => Buffer.from('$@{:'),
    () => new ArrayBuffer(Math.floor(next() * 9)),
    () => Object(true),
    () => Object(false),
    () => Object(3.5),
    () => Object('text'),
    () => Object(12n),
    () => new RangeError('out', { cause: next() < 0.5 ? new TypeError('deep') : [1, { a: 2 }] }),
    () => new AggregateError([new Error('one')], 'several'),
  ];
  const nodes: (() => unknown)[] = [
    () => some(inner),
    () => Object.assign(some(inner), { extra: inner() }),
    () => {
      const holes = some(inner);
      holes[7 + Math.floor(next() * 3_000)] = inner();
      return holes;
    },
    () => Object.fromEntries(some(i => [`k${i}`, inner()])),
    () => new Map(some(() => [inner(), inner()])),
    () => new Set(some(inner)),
    () => {
      const one = inner();
      return [one, one, { one }];
    },
  ];
  const from = depth < 4 && next() < 0.6 ? nodes : leaves;
  return from[Math.floor(next() * from.length)]?.();
}

test('what can be serialised is followed to its end', () => {
  const next = random(7);
  for (let i = 0; i < 5_000; i++) {
    const bytes = serialize(made(next));
    const memory = memoryOf(bytes);
    expect(memory, bytes.toString('latin1')).not.toBeNull();
    expect(memoryOf(bytes.subarray(0, bytes.length - 1)), 'cut').toBeNull();
  }
});

test('what is stored can be loaded, with large arrays too', () => {
  const objects = new Objects('/nowhere');
  const large = [
    new Float64Array(10_000),
    Buffer.alloc(70_000),
    new Uint8Array(3),
    { a: [new DataView(new ArrayBuffer(80_000))] },
  ];
  const content = encode(large);
  const bytes = Buffer.concat(content);
  const ref = {
    ...store({ ...objects, put: () => '' } as never, content, 'Array'),
    inline: bytes.toString('base64'),
  };
  expect(load(objects, ref)).toEqual(large);
});

test('few bytes that say they are very much are refused', () => {
  const objects = new Objects('/nowhere');
  const holes: unknown[] = [];
  holes.length = 33_000_000;
  const ref = (value: unknown) => store(objects, [Uint8Array.of(1), serialize(value)], 'Array');
  expect(ref(holes).inline).toBeDefined();
  expect(() => load(objects, ref(holes))).toThrow(/would take very much more memory/);
  expect(() => load(objects, ref({ deep: [holes] }))).toThrow(/get --large/);
  expect(load(new Objects('/nowhere', true), ref(holes))).toHaveLength(33_000_000);
  const sparse: number[] = [];
  sparse[200_000_000] = 1;
  expect(Object.keys(load(objects, ref(sparse)) as object)).toEqual(['200000000']);
});

test('in the form in which values are written now, what holds nothing costs nothing', () => {
  const objects = new Objects('/nowhere');
  const holes = () => {
    // Something far out makes a table of it, which takes no memory for the rest.
    const made: unknown[] = [];
    made[32_999_999] = 1;
    delete made[32_999_999];
    return made;
  };
  const content = encode(Array.from({ length: 100 }, holes));
  const found = load(objects, store(objects, content, 'Array')) as unknown[][];
  expect(found[99]).toHaveLength(33_000_000);
  expect(Object.keys(found[99] ?? [1])).toEqual([]);
});

test('few bytes that are very much in the form of now are refused, too', () => {
  // A list of three million things that are each a list without anything in it.
  const body = Buffer.alloc(3_000_000 * 2);
  for (let at = 0; at < body.length; at += 2) body.set([14, 0], at);
  const content = [Buffer.from([4, 14, 0xc0, 0x8d, 0xb7, 0x01]), body];
  const bytes = Buffer.concat(content);
  expect(() => decode(bytes, 128 * 1024 * 1024)).toThrow(TooCostly);
  expect(decode(bytes)).toHaveLength(3_000_000);
});

test('what costs as much as it looks is not refused', () => {
  const objects = new Objects('/nowhere');
  for (const value of [
    Array.from({ length: 200_000 }, (_, i) => ({ i, s: `row ${i}`, t: [i] })),
    Array.from({ length: 300_000 }, () => ({})),
    new Map(Array.from({ length: 100_000 }, (_, i) => [i, new Set([i])])),
    Array.from({ length: 1_000_000 }, () => 0),
  ]) {
    for (const content of [encode(value), [Uint8Array.of(1), serialize(value)]]) {
      const bytes = Buffer.concat(content);
      const hash = hashOf(bytes);
      const ref = { hash, size: bytes.length, type: '', inline: bytes.toString('base64') };
      expect(load(objects, ref)).toEqual(value);
    }
  }
});

test('many short lists without anything in them, and fields that are none, are told', () => {
  // Each says in four bytes that it is 1,024 long.
  const count = 1_000_000;
  const body = Buffer.alloc(count * 5);
  for (let at = 0; at < body.length; at += 5) body.set([15, 0x80, 8, 0, 0], at);
  // A thing's fields are a new list of names only the first time.
  const bytes = Buffer.concat([Buffer.from([4, 14, 0xc0, 0x84, 0x3d]), body]);
  expect(() => decode(bytes, 128 * 1024 * 1024)).toThrow();
  const named = (name: string) =>
    Buffer.concat([Buffer.from([4, 15, 3, 0, 0, 1, 8, name.length]), Buffer.from(name), Buffer.from([0x85])]);
  expect(decode(named('extra'))).toMatchObject({ length: 3, extra: 5 });
  for (const name of ['length', '0', '7']) expect(() => decode(named(name)), name).toThrow(NoValue);
});
