import { deserialize, serialize } from 'node:v8';
import type { ArtifactRef } from '../model/artifact.js';
import { hashOf, type Objects } from './objects.js';

/**
 * Values as bytes: one byte that names the codec, then `v8.serialize` (structured clone: Map, Set, Date, BigInt,
 * typed arrays, -0, cycles). Equal bytes are equal values.
 */
const v8Codec = 1;
/** The same, of `[value, additions]`: structured clone leaves an error's own name and fields out. */
const errorsCodec = 2;

type ErrorAddition = readonly [error: Error, fields: Readonly<Record<string, unknown>>];

/** Encoded values up to this many bytes live inside the event log. */
export const inlineLimit = 1024;

/** A value that can't be stored; `path` leads from the artifact to the culprit, such as `.model.fit`. */
export class Unstorable extends Error {
  override readonly name = 'Unstorable';
  constructor(
    readonly path: string,
    readonly what: string,
  ) {
    super(`${path || 'the value'} is ${what}`);
  }
}

export function encode(value: unknown): Buffer {
  const errors = refuseUnstorable(value);
  if (errors.length > 0) return tagged(errorsCodec, [value, errors.map(additionOf)]);
  const bytes = tagged(v8Codec, value);
  // The same number or text can have two internal forms with different bytes; a round trip settles on one.
  return bytes.length <= inlineLimit ? tagged(v8Codec, decode(bytes)) : bytes;
}

function tagged(codec: number, value: unknown): Buffer {
  const body = serialize(value);
  const bytes = Buffer.allocUnsafe(body.length + 1);
  bytes[0] = codec;
  bytes.set(body, 1);
  return bytes;
}

export function decode(bytes: Uint8Array): unknown {
  switch (bytes[0]) {
    case v8Codec:
      return deserialize(bytes.subarray(1));
    case errorsCodec: {
      const [value, additions] = deserialize(bytes.subarray(1)) as [unknown, readonly ErrorAddition[]];
      for (const [error, fields] of additions) {
        for (const [name, field] of Object.entries(fields))
          Object.defineProperty(error, name, {
            value: field,
            configurable: true,
            writable: true,
            enumerable: name !== 'name',
          });
      }
      return value;
    }
    default:
      throw new Error(`unknown codec ${bytes[0]}`);
  }
}

/** What structured clone would leave out of an error. A field that can't be stored, such as a socket, is no loss to whoever reads it later. */
function additionOf(error: Error): ErrorAddition {
  const fields: Record<string, unknown> = { name: String(error.name) };
  for (const name of Object.keys(error)) {
    if (name === 'cause' || name === 'stack' || name === 'message') continue;
    const field = (error as unknown as Record<string, unknown>)[name];
    try {
      if (refuseUnstorable(field).length === 0) fields[name] = field;
    } catch (reason) {
      if (!(reason instanceof Unstorable)) throw reason;
    }
  }
  return [error, fields];
}

/** Stores an encoded value and gives the reference to it. */
export function store(objects: Objects, bytes: Buffer, type: string): ArtifactRef {
  const hash = hashOf(bytes);
  if (bytes.length <= inlineLimit) {
    return { hash, size: bytes.length, type, inline: bytes.toString('base64') };
  }
  objects.put(bytes, hash);
  return { hash, size: bytes.length, type };
}

export function bytesOf(objects: Objects, ref: ArtifactRef): Buffer {
  return ref.inline === undefined ? objects.get(ref.hash) : Buffer.from(ref.inline, 'base64');
}

export function load(objects: Objects, ref: ArtifactRef): unknown {
  return decode(bytesOf(objects, ref));
}

/** A word for a value's type. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `Array(${value.length})`;
  if (value instanceof Map) return `Map(${value.size})`;
  if (value instanceof Set) return `Set(${value.size})`;
  if (ArrayBuffer.isView(value)) {
    const length = 'length' in value ? Number(value.length) : value.byteLength;
    return `${value.constructor.name}(${length})`;
  }
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    return name && name !== 'Object' ? name : 'Object';
  }
  return typeof value;
}

const cloneable = new Set<object | null>([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
  RegExp.prototype,
  ArrayBuffer.prototype,
  SharedArrayBuffer.prototype,
  Boolean.prototype,
  Number.prototype,
  String.prototype,
  BigInt.prototype,
]);

/**
 * Structured clone would turn a class instance into a plain object without a word, so the value is walked first.
 *
 * @returns the errors in it
 */
function refuseUnstorable(root: unknown): Error[] {
  const errors: Error[] = [];
  if (isPrimitive(root)) return errors;
  const seen = new Set<unknown>();
  const queue: { value: unknown; path: string }[] = [{ value: root, path: '' }];
  const visit = (value: unknown, path: () => string): void => {
    if (isPrimitive(value) || seen.has(value)) return;
    queue.push({ value, path: path() });
  };
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    const { value, path } = item;
    if (typeof value === 'function')
      throw new Unstorable(path, `the function ${value.name || '(anonymous)'}`);
    if (typeof value === 'symbol') throw new Unstorable(path, `the symbol ${value.toString()}`);
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) continue;
    if (value instanceof Error) {
      errors.push(value);
      if (value.cause !== undefined) visit(value.cause, () => `${path}.cause`);
      continue;
    }
    if (!cloneable.has(Object.getPrototypeOf(value))) throw new Unstorable(path, instanceWords(value));
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) visit(value[i], () => `${path}[${i}]`);
    } else if (value instanceof Map) {
      for (const [key, entry] of value) {
        visit(key, () => `${path} (a key)`);
        visit(entry, () => `${path}.get(${shown(key)})`);
      }
    } else if (value instanceof Set) {
      for (const entry of value) visit(entry, () => `${path} (a member)`);
    } else {
      for (const key of Object.keys(value))
        visit((value as Record<string, unknown>)[key], () => `${path}.${key}`);
    }
  }
  return errors;
}

function isPrimitive(value: unknown): boolean {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  );
}

function instanceWords(value: object): string {
  const name = value.constructor?.name;
  if (value instanceof Promise) return 'a Promise (is an await missing?)';
  return name ? `an instance of the class ${name}` : 'an object with a prototype of its own';
}

function shown(key: unknown): string {
  return typeof key === 'string' ? `'${key}'` : String(key);
}
