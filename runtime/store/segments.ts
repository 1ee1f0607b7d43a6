import { type Content, sizeOf } from './content.js';

/**
 * A value whose large typed arrays lie beside the rest instead of in it, so that writing and reading copy none of them.
 *
 * The bytes: eight that begin with the codec, then as 64-bit little-endian numbers how many segments there are, the
 * length of the body, and each segment's length; then the body, in which a large array is only its kind and number, then
 * the segments. Each part begins at a multiple of eight.
 */
export function joinSegments(codec: number, body: Uint8Array, segments: readonly Uint8Array[]): Content {
  const header = Buffer.alloc(8 * (3 + segments.length));
  header[0] = codec;
  header.writeBigUInt64LE(BigInt(segments.length), 8);
  header.writeBigUInt64LE(BigInt(body.length), 16);
  segments.forEach((segment, i) => {
    header.writeBigUInt64LE(BigInt(segment.length), 24 + 8 * i);
  });
  return [header, ...[body, ...segments].flatMap(padded)];
}

function padded(part: Uint8Array): Content {
  const short = padding(sizeOf([part]));
  return short === 0 ? [part] : [part, new Uint8Array(short)];
}

function padding(length: number): number {
  return (8 - (length % 8)) % 8;
}

/** Bytes that are read from the first to the last. */
export interface Source {
  /** The next so many, or as many as there are. */
  take(bytes: number): Uint8Array;
  /** The same, in memory of their own, of just that size. */
  own(bytes: number): Uint8Array;
}

/** Bytes in memory, which nobody may keep a view of. */
export function memorySource(bytes: Uint8Array): Source {
  let at = 0;
  const next = (count: number) => {
    const part = bytes.subarray(at, at + count);
    at += part.length;
    return part;
  };
  return { take: next, own: count => new Uint8Array(next(count)) };
}

export interface Parts {
  readonly body: Uint8Array;
  readonly segments: readonly Uint8Array[];
  /** All that was read, in order. */
  readonly all: Content;
}

/**
 * Reads what `joinSegments` has joined, but for the first byte, which says that it was.
 *
 * @param size how many bytes there are
 * @throws when it is shorter than it says
 */
export function takeSegments(source: Source, size: number): Parts {
  const all: Uint8Array[] = [];
  let left = size;
  const next = (bytes: number, take: (bytes: number) => Uint8Array = source.take.bind(source)) => {
    if (bytes > left) throw new Error('it is shorter than it says');
    const part = take(bytes);
    all.push(part);
    left -= bytes;
    if (part.length !== bytes) throw new Error('it is shorter than it says');
    return part;
  };
  const numbers = (count: number) => {
    if (8 * count > left) throw new Error('it is shorter than it says');
    const part = next(8 * count);
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(8 * i, true)));
  };
  next(7);
  const [count = 0, length = 0] = numbers(2);
  const lengths = numbers(count);
  const withPadding = (bytes: number, take?: (bytes: number) => Uint8Array) => {
    const part = next(bytes, take);
    if (padding(bytes) > 0) next(padding(bytes));
    return part;
  };
  const body = withPadding(length);
  const segments = lengths.map(each => withPadding(each, source.own.bind(source)));
  if (left > 0) throw new Error('it is longer than it says');
  return { body, segments, all };
}
