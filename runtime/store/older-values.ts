import { DefaultDeserializer, deserialize } from 'node:v8';
import { memoryOf } from './older-cost.js';
import { memorySource, type Parts, takeSegments } from './segments.js';
import { viewOf } from './value-reader.js';

/** Values as versions before 0.2 wrote them, in V8's own format, whose bytes are not the same for the same value. They are only read. */
export const v8Codec = 1;
/** The same, of `[value, additions]`: structured clone leaves an error's own name and fields out. */
export const errorsCodec = 2;
/** The same, with large typed arrays beside the rest. */
export const v8SegmentsCodec = 3;

type ErrorAddition = readonly [error: Error, fields: Readonly<Record<string, unknown>>];

/** @throws when it is none */
export function decodeOlder(bytes: Uint8Array): unknown {
  switch (bytes[0]) {
    case v8Codec:
      return deserialize(bytes.subarray(1));
    case errorsCodec:
      return withAdditions(deserialize(bytes.subarray(1)) as [unknown, readonly ErrorAddition[]]);
    case v8SegmentsCodec: {
      const { body, segments } = partsOf(bytes);
      const decoder = new Decoder(body, segments);
      decoder.readHeader();
      return decoder.readValue();
    }
    default:
      throw new Error(`unknown codec ${bytes[0]}`);
  }
}

function withAdditions([value, additions]: readonly [unknown, readonly ErrorAddition[]]): unknown {
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

/** Bytes of memory that such a value takes, about; null when it is none. */
export function memoryOfOlder(bytes: Uint8Array): number | null {
  if (bytes[0] !== v8SegmentsCodec) return memoryOf(bytes.subarray(1));
  try {
    return memoryOf(partsOf(bytes).body, read => {
      // What stands for an array: whether its bytes are within, its kind, and how many they are or which segment.
      const isWithin = read() === within;
      read();
      const last = read();
      return isWithin ? last : 0;
    });
  } catch {
    return null;
  }
}

/** Node's documented hook for what V8 leaves to the embedder, which its types leave out. */
declare module 'node:v8' {
  interface DefaultDeserializer {
    _readHostObject(): NodeJS.ArrayBufferView;
  }
}

const within = 0;

function partsOf(bytes: Uint8Array): Parts {
  return takeSegments(memorySource(bytes.subarray(1)), bytes.length - 1);
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
    const kind = this.readUint32();
    const segment = this.segments[this.readUint32()];
    if (segment === undefined) throw new Error('a typed array has no bytes');
    return viewOf(kind, segment);
  }
}
