import type { ArtifactRef } from '../model/artifact.js';
import { Refusal } from '../model/refusal.js';
import { type Content, hashOf, joined, sizeOf } from './content.js';
import type { Objects } from './objects.js';
import { decodeOlder, errorsCodec, memoryOfOlder, v8Codec, v8SegmentsCodec } from './older-values.js';
import { joinSegments, memorySource, type Source, takeSegments } from './segments.js';
import { Unstorable, whyUnstorable } from './storable.js';
import { read, TooCostly } from './value-reader.js';
import { NotKept, write } from './value-writer.js';

/** Values as bytes: one that names the codec, then the value (`value-format.ts`). Equal values have equal bytes. */
const ownCodec = 4;
/** The same, with large typed arrays beside the rest. */
const segmentsCodec = 5;

/** Encoded values up to this many bytes live inside the event log. */
export const inlineLimit = 1024;

/**
 * @param left is told the fields of errors that are left out
 * @throws Unstorable for what would not come back as it was
 */
export function encode(value: unknown, left?: (field: string) => void): Content {
  try {
    const { body, segments, left: fields } = write(value);
    if (left !== undefined) for (const field of fields) left(field);
    return segments.length === 0
      ? [Uint8Array.of(ownCodec), body]
      : joinSegments(segmentsCodec, body, segments);
  } catch (error) {
    // It is written from deep in somebody's calls, or is of a kind that takes more of them.
    if (error instanceof RangeError && /call stack/.test(error.message))
      throw new Unstorable('', 'nested too deeply');
    throw whyUnstorable(value, error instanceof NotKept ? null : error);
  }
}

/** A value's bytes, cut into what it is made of. */
interface Encoded {
  readonly codec: number;
  readonly body: Uint8Array;
  /** Large typed arrays, each in memory of its own, that it may be given away. */
  readonly segments: readonly Uint8Array[];
  /** All of them, in order. */
  readonly all: Content;
}

/** @throws when it is shorter than it says */
function take(source: Source, size: number): Encoded {
  const first = source.take(1);
  const codec = first[0] ?? 0;
  if (codec === segmentsCodec) {
    const { body, segments, all } = takeSegments(source, size - 1);
    return { codec, body, segments, all: [first, ...all] };
  }
  const body = source.take(size - 1);
  return { codec, body, segments: [], all: [first, body] };
}

/**
 * @param most bytes of memory it may take, about
 * @throws when it is no value, and `TooCostly`
 */
export function decode(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): unknown {
  return decoded(take(memorySource(bytes), bytes.length), most);
}

function decoded({ codec, body, segments, all }: Encoded, most: number): unknown {
  switch (codec) {
    case ownCodec:
    case segmentsCodec:
      return read(body, segments, most);
    case v8Codec:
    case errorsCodec:
    case v8SegmentsCodec: {
      const bytes = joined(all);
      if ((memoryOfOlder(bytes) ?? 0) > most) throw new TooCostly();
      return decodeOlder(bytes);
    }
    default:
      throw new Error(`unknown codec ${codec}`);
  }
}

/** A value of its own that is equal to another, as if that had been stored and loaded. @throws Unstorable */
export function copyOf<T>(value: T): T {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
  return decode(joined(encode(value))) as T;
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
function encodedOf(objects: Objects, ref: ArtifactRef): Encoded {
  if (ref.inline === undefined) return objects.take(ref.hash, ref.size, source => take(source, ref.size));
  const bytes = Buffer.from(ref.inline, 'base64');
  if (bytes.length === ref.size && hashOf(bytes) === ref.hash) return take(memorySource(bytes), bytes.length);
  throw new Refusal('damaged', `a value in the run's log is not what its hash ${ref.hash} says`);
}

/** So much memory any value may take, and so many times the bytes that its file warrants: some say that they are very much more than they are. */
const alwaysAffordable = 128 * 1024 * 1024;
const mostTimes = 16;

function affordable(objects: Objects, ref: ArtifactRef): number {
  const bytes = ref.inline === undefined ? Math.min(ref.size, objects.warranted(ref.hash)) : ref.size;
  return Math.max(alwaysAffordable, mostTimes * bytes);
}

/** @throws Refusal when it is missing, damaged, no value, or would take very much more memory than it has bytes */
export function load(objects: Objects, ref: ArtifactRef): unknown {
  const most = objects.large ? Number.POSITIVE_INFINITY : affordable(objects, ref);
  try {
    return decoded(encodedOf(objects, ref), most);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const words =
      cause instanceof TooCostly
        ? `has ${ref.size} bytes and would take very much more memory, which looks like a trap: stepwell get --large gives it all the same`
        : "can't be decoded";
    throw new Refusal('damaged', `the stored value ${ref.hash} ${words}`, { cause });
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
