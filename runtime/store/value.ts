import { deserialize, serialize } from 'node:v8';
import type { ArtifactRef } from '../model/artifact.js';
import { Refusal } from '../model/refusal.js';
import { type Content, hashOf, joined, sizeOf } from './content.js';
import type { Objects } from './objects.js';
import { decodeSegments, encodeSegments, segmentsCodec, segmentsMemory } from './segments.js';
import { survey, Unstorable } from './storable.js';
import { memoryOf } from './value-cost.js';

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

/** @throws Unstorable for what would not come back as it was */
export function encode(value: unknown): Content {
  const { errors, large } = survey(value);
  if (errors.length > 0) return tagged(errorsCodec, [value, errors.map(additionOf)]);
  if (large) return encodeSegments(value);
  const content = tagged(v8Codec, value);
  // The same number or text can have two internal forms with different bytes; a round trip settles on one.
  return sizeOf(content) <= inlineLimit ? tagged(v8Codec, decode(joined(content))) : content;
}

function tagged(codec: number, value: unknown): Content {
  return [Uint8Array.of(codec), serialize(value)];
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
    case segmentsCodec:
      return decodeSegments(bytes);
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
      if (survey(field).errors.length === 0) fields[name] = field;
    } catch (reason) {
      if (!(reason instanceof Unstorable)) throw reason;
    }
  }
  return [error, fields];
}

/** Stores an encoded value and gives the reference to it. */
export function store(objects: Objects, content: Content, type: string): ArtifactRef {
  const size = sizeOf(content);
  const hash = hashOf(content);
  if (size <= inlineLimit) return { hash, size, type, inline: joined(content).toString('base64') };
  objects.put(content, hash);
  return { hash, size, type };
}

/** @throws Refusal when they are missing, or not what the reference says */
export function bytesOf(objects: Objects, ref: ArtifactRef): Buffer {
  if (ref.inline === undefined) return objects.getValue(ref.hash, ref.size);
  const bytes = Buffer.from(ref.inline, 'base64');
  if (bytes.length === ref.size && hashOf(bytes) === ref.hash) return bytes;
  throw new Refusal('damaged', `a value in the run's log is not what its hash ${ref.hash} says`);
}

/** @throws Refusal when it is missing, damaged, or no value */
export function load(objects: Objects, ref: ArtifactRef): unknown {
  const bytes = bytesOf(objects, ref);
  if (!objects.large) requireAffordable(bytes, ref.hash);
  try {
    return decode(bytes);
  } catch (cause) {
    throw new Refusal('damaged', `the stored value ${ref.hash} can't be decoded`, { cause });
  }
}

/** So much memory any value may take, and so many times its bytes: some say that they are very much longer than they are. */
const alwaysAffordable = 64 * 1024 * 1024;
const mostTimes = 12;

/** @throws Refusal when a value would take very much more memory than it has bytes, or is none */
function requireAffordable(bytes: Buffer, hash: string): void {
  const memory = memoryOfValue(bytes);
  if (memory === null) throw new Refusal('damaged', `the stored value ${hash} can't be decoded`);
  if (memory <= Math.max(alwaysAffordable, mostTimes * bytes.length)) return;
  throw new Refusal(
    'damaged',
    `the stored value ${hash} has ${bytes.length} bytes and would take ${Math.round(memory / 2 ** 20)} MB of memory, which looks like a trap: stepwell get --large gives it all the same`,
  );
}

function memoryOfValue(bytes: Buffer): number | null {
  switch (bytes[0]) {
    case v8Codec:
    case errorsCodec:
      return memoryOf(bytes.subarray(1));
    case segmentsCodec:
      return segmentsMemory(bytes);
    default:
      return null;
  }
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
