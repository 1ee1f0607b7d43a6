/**
 * A value as JSON that loses nothing. What JSON has no form for is an object with one `$…` key:
 *
 * | value | JSON |
 * |---|---|
 * | `-0`, `NaN`, `Infinity`, `-Infinity` | `{"$number":"NaN"}` … |
 * | `undefined` | `{"$undefined":true}` |
 * | BigInt | `{"$bigint":"12"}` |
 * | Date | `{"$date":"2026-03-14T15:09:26.535Z"}`, with null for an invalid one |
 * | Map | `{"$map":[[key, value], …]}` |
 * | Set | `{"$set":[…]}` |
 * | typed array | `{"$typed":"Float64Array","values":[…]}` |
 * | ArrayBuffer, DataView | `{"$bytes":"base64"}` |
 * | RegExp | `{"$regexp":["source","flags"]}` |
 * | Error | `{"$error":{"name":…,"message":…,"stack":…}}` |
 * | an object that holds itself | `{"$cycle":true}` at the inner place |
 * | an object with a key that begins with `$` | `{"$object":{…}}` |
 */
export function valueToJson(value: unknown, around: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'undefined':
      return { $undefined: true };
    case 'number':
      if (Object.is(value, -0)) return { $number: '-0' };
      return Number.isFinite(value) ? value : { $number: String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'object':
      return value === null ? null : objectToJson(value, around);
    default:
      return value;
  }
}

function objectToJson(value: object, around: readonly object[]): unknown {
  if (around.includes(value)) return { $cycle: true };
  const inside = [...around, value];
  const each = (item: unknown) => valueToJson(item, inside);
  if (Array.isArray(value)) return Array.from(value, each);
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (value instanceof Map) return { $map: [...value].map(([key, entry]) => [each(key), each(entry)]) };
  if (value instanceof Set) return { $set: [...value].map(each) };
  if (value instanceof RegExp) return { $regexp: [value.source, value.flags] };
  if (value instanceof Error)
    return { $error: { name: value.name, message: value.message, stack: value.stack ?? '' } };
  if (value instanceof ArrayBuffer) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof DataView)
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (ArrayBuffer.isView(value)) {
    const values = Array.from(value as unknown as Iterable<number | bigint>, each);
    return { $typed: value.constructor.name, values };
  }
  const entries = Object.entries(value).map(([key, entry]) => [key, each(entry)] as const);
  const plain = Object.fromEntries(entries);
  return entries.some(([key]) => key.startsWith('$')) ? { $object: plain } : plain;
}
