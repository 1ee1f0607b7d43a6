import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { type Content, sizeOf } from './content.js';
import { largeView } from './storable.js';
import { memoryOf } from './value-cost.js';

/**
 * A value whose large typed arrays lie beside the rest instead of in it, so that writing and reading copy none of them.
 *
 * The bytes: eight that begin with the codec, then as 64-bit little-endian numbers how many segments there are, the
 * length of the body, and each segment's length; then the body (`v8.serialize` format, in which a large array is only
 * its kind and number), then the segments. Each part begins at a multiple of eight, so that an array of any kind can
 * be a view of the bytes that were read.
 */

/** The first of the bytes; the other ones that values begin with are in value.ts. */
export const segmentsCodec = 3;

/** How many bytes of what looks like a value are more than memory to be copied: of the others a few can make an object each. */
export function bodyLength(bytes: Buffer): number {
  if (bytes[0] !== segmentsCodec || bytes.length < 24) return bytes.length;
  return Math.min(bytes.length, Number(bytes.readBigUInt64LE(16)));
}

/** Bytes of memory that the body takes, about; the segments are not copied. Null when it is none. */
export function segmentsMemory(bytes: Buffer): number | null {
  if (bytes.length < 24) return null;
  const start = 16 + 8 * (Number(bytes.readBigUInt64LE(8)) + 1);
  const body = bytes.subarray(start, start + bodyLength(bytes));
  return memoryOf(body, read => {
    // What an `Encoder` writes: whether the bytes are within, the kind, and how many bytes or which segment.
    const isWithin = read() === within;
    read();
    const last = read();
    return isWithin ? last : 0;
  });
}

/** Kinds of arrays by their number in the format; only ever added to. */
const kinds = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
  Buffer,
] as const;

/** Node's documented hooks for what V8 leaves to the embedder, which its types leave out. */
declare module 'node:v8' {
  interface DefaultSerializer {
    _writeHostObject(view: NodeJS.ArrayBufferView): void;
  }
  interface DefaultDeserializer {
    _readHostObject(): NodeJS.ArrayBufferView;
  }
}

const within = 0;
const beside = 1;

class Encoder extends DefaultSerializer {
  readonly segments: Uint8Array[] = [];

  override _writeHostObject(view: NodeJS.ArrayBufferView): void {
    const kind = kinds.findIndex(kind => Object.getPrototypeOf(view) === kind.prototype);
    if (kind < 0 || view.byteLength < largeView) {
      this.writeUint32(within);
      super._writeHostObject(view);
      return;
    }
    this.writeUint32(beside);
    this.writeUint32(kind);
    this.writeUint32(this.segments.length);
    this.segments.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class Decoder extends DefaultDeserializer {
  constructor(
    body: Uint8Array,
    readonly segments: readonly Uint8Array[],
  ) {
    super(body);
  }

  override _readHostObject(): NodeJS.ArrayBufferView {
    if (this.readUint32() === within) return super._readHostObject();
    const kind = kinds[this.readUint32()];
    const segment = this.segments[this.readUint32()];
    if (kind === undefined || segment === undefined) throw new Error('a typed array has no bytes');
    const { buffer, byteOffset, byteLength } = segment;
    if (kind === Buffer) return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    const width = 'BYTES_PER_ELEMENT' in kind ? kind.BYTES_PER_ELEMENT : 1;
    const View = kind as new (
      buffer: ArrayBufferLike,
      offset: number,
      length: number,
    ) => NodeJS.ArrayBufferView;
    return new View(buffer, byteOffset, byteLength / width);
  }
}

/** A body up to this many bytes is settled on one form; see `encode` in value.ts. */
const settledUpTo = 64 * 1024;

export function encodeSegments(value: unknown): Content {
  let parts = partsOf(value);
  // Costs nothing of the segments: what is decoded are views of them.
  if (parts.body.length <= settledUpTo) parts = partsOf(decoded(parts));
  const { body, segments } = parts;
  const header = Buffer.alloc(8 * (3 + segments.length));
  header[0] = segmentsCodec;
  header.writeBigUInt64LE(BigInt(segments.length), 8);
  header.writeBigUInt64LE(BigInt(body.length), 16);
  segments.forEach((segment, i) => {
    header.writeBigUInt64LE(BigInt(segment.length), 24 + 8 * i);
  });
  return [header, ...[body, ...segments].flatMap(padded)];
}

interface Parts {
  readonly body: Uint8Array;
  readonly segments: readonly Uint8Array[];
}

function partsOf(value: unknown): Parts {
  const encoder = new Encoder();
  encoder.writeHeader();
  encoder.writeValue(value);
  return { body: encoder.releaseBuffer(), segments: encoder.segments };
}

function decoded({ body, segments }: Parts): unknown {
  const decoder = new Decoder(body, segments);
  decoder.readHeader();
  return decoder.readValue();
}

export function decodeSegments(bytes: Uint8Array): unknown {
  const all = aligned(bytes);
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const number = (at: number) => Number(view.getBigUint64(at, true));
  if (24 + 8 * number(8) > all.length) throw new Error('it is shorter than it says');
  const lengths = Array.from({ length: number(8) + 1 }, (_, i) => number(16 + 8 * i));
  let at = 16 + 8 * lengths.length;
  const [body = all, ...segments] = lengths.map(length => {
    if (at + length > all.length) throw new Error('it is shorter than it says');
    const part = all.subarray(at, at + length);
    at += length + padding(length);
    return part;
  });
  return decoded({ body, segments });
}

function padded(part: Uint8Array): Content {
  const short = padding(sizeOf([part]));
  return short === 0 ? [part] : [part, new Uint8Array(short)];
}

function padding(length: number): number {
  return (8 - (length % 8)) % 8;
}

function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}
