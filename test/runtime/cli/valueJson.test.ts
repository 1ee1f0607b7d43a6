import { expect, test } from 'vitest';
import { valueToJson } from '../../../runtime/cli/value-json.js';

test('every value has one form, which JSON can say', () => {
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic.self = cyclic;
  const shared = { n: 1 };
  const cases: [unknown, unknown][] = [
    [1.5, 1.5],
    ['a', 'a'],
    [null, null],
    [undefined, { $undefined: true }],
    [-0, { $number: '-0' }],
    [Number.NaN, { $number: 'NaN' }],
    [Number.NEGATIVE_INFINITY, { $number: '-Infinity' }],
    [12n, { $bigint: '12' }],
    [new Date(0), { $date: '1970-01-01T00:00:00.000Z' }],
    [new Date(Number.NaN), { $date: null }],
    [new Map<unknown, unknown>([['k', new Set([1n])]]), { $map: [['k', { $set: [{ $bigint: '1' }] }]] }],
    [new Float32Array([1, -0]), { $typed: 'Float32Array', values: [1, { $number: '-0' }] }],
    [new BigUint64Array([5n]), { $typed: 'BigUint64Array', values: [{ $bigint: '5' }] }],
    [new Uint8Array([1, 2]).buffer, { $bytes: 'AQI=' }],
    [/a/gu, { $regexp: ['a', 'gu'] }],
    [
      Object.assign(new TypeError('m'), { stack: 's' }),
      { $error: { class: 'TypeError', name: 'TypeError', message: 'm', stack: 's' } },
    ],
    [
      Object.assign(new RangeError('m', { cause: 1n }), { stack: 's', name: 'Mine', code: -0 }),
      {
        $error: {
          class: 'RangeError',
          name: 'Mine',
          message: 'm',
          stack: 's',
          cause: { $bigint: '1' },
          fields: { name: 'Mine', code: { $number: '-0' } },
        },
      },
    ],
    [new DataView(new Uint8Array([1, 2]).buffer), { $dataview: 'AQI=' }],
    [Object(1n), { $boxed: { $bigint: '1' } }],
    [Object.assign(Object.create(null), { a: 1 }), { $bare: { a: 1 } }],
    [Object.assign([1, 2], { index: 3 }), { $list: [1, 2], fields: { index: 3 } }],
    [
      Object.assign([] as number[], { 200000000: 1 }),
      { $sparse: { length: 200_000_001, items: [[200_000_000, 1]] } },
    ],
    [cyclic, { a: 1, self: { $cycle: true } }],
    [
      [shared, shared],
      [{ n: 1 }, { n: 1 }],
    ],
    [{ $map: 1 }, { $object: { $map: 1 } }],
    [
      // biome-ignore lint/suspicious/noSparseArray: it is what is tested
      [, 1],
      { $sparse: { length: 2, items: [[1, 1]] } },
    ],
    [JSON.parse('{"__proto__":{"x":1}}'), JSON.parse('{"__proto__":{"x":1}}')],
  ];
  for (const [value, json] of cases) {
    expect(valueToJson(value)).toEqual(json);
    expect(() => JSON.stringify(valueToJson(value))).not.toThrow();
  }
});
