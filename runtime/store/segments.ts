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

/** What `joinSegments` has joined, as views of it. @throws when it is shorter than it says */
export function splitSegments(bytes: Uint8Array): {
  readonly body: Uint8Array;
  readonly segments: readonly Uint8Array[];
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (at: number) => Number(view.getBigUint64(at, true));
  if (bytes.length < 24 || 24 + 8 * number(8) > bytes.length) throw new Error('it is shorter than it says');
  const lengths = Array.from({ length: number(8) + 1 }, (_, i) => number(16 + 8 * i));
  let at = 16 + 8 * lengths.length;
  const [body = bytes, ...segments] = lengths.map(length => {
    if (at + length > bytes.length) throw new Error('it is shorter than it says');
    const part = bytes.subarray(at, at + length);
    at += length + padding(length);
    return part;
  });
  return { body, segments };
}

function padded(part: Uint8Array): Content {
  const short = padding(sizeOf([part]));
  return short === 0 ? [part] : [part, new Uint8Array(short)];
}

function padding(length: number): number {
  return (8 - (length % 8)) % 8;
}
