import { type Content, cut, joined, sizeOf } from './content.js';
import { readBytes } from './paths/files.js';
import type { Source } from './segments.js';

/**
 * How an object lies in its file: one byte that says how it is packed, then as it is (0), one zstd frame (1), or,
 * for what is large, blocks (2), each a 32-bit little-endian length and a zstd frame, so that neither side ever
 * holds a second copy of it whole.
 */
const asIs = 0;
const frame = 1;
const blocks = 2;

/** Large objects are written, packed and read in pieces of this many bytes. */
const blockSize = 16 * 1024 * 1024;
/** Bytes of a large value that are tried first: numbers shrink little, and packing them takes longer than writing them. */
const sampleSize = 64 * 1024;
/** What is worth it: a sample that shrinks to this share of itself. */
const worthwhile = 0.75;

type Zlib = Pick<typeof import('node:zlib'), 'zstdCompressSync' | 'zstdDecompressSync' | 'constants'>;
let zlib: Zlib | null = null;

/**
 * Takes what packing needs of Node, which is else done when something is first packed: what starts for each run does not wait for it. Who runs code that may put
 * other functions in the place of these does it before.
 */
export function takeZlib(): Zlib {
  if (zlib === null) {
    const { zstdCompressSync, zstdDecompressSync, constants } = process.getBuiltinModule('node:zlib');
    zlib = { zstdCompressSync, zstdDecompressSync, constants };
  }
  return zlib;
}

function compressed(bytes: Uint8Array): Buffer {
  const { constants, zstdCompressSync } = takeZlib();
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

/** What an object's file is made of, a piece at a time. */
export function* pack(content: Content): Generator<Uint8Array> {
  const size = sizeOf(content);
  if (!shrinks(content, size)) {
    yield Uint8Array.of(asIs);
    yield* cut(content, blockSize);
  } else if (size <= blockSize) {
    const bytes = joined(content);
    const packed = compressed(bytes);
    yield Uint8Array.of(packed.length < size ? frame : asIs);
    yield packed.length < size ? packed : bytes;
  } else {
    yield Uint8Array.of(blocks);
    for (const piece of cut(content, blockSize)) {
      const packed = compressed(piece);
      yield lengthBytes(packed.length);
      yield packed;
    }
  }
}

function shrinks(content: Content, size: number): boolean {
  if (size <= 4 * sampleSize) return true;
  const largest = content.reduce((a, b) => (b.length > a.length ? b : a));
  const middle = largest.subarray(largest.length >> 1, (largest.length >> 1) + sampleSize);
  return compressed(middle).length <= middle.length * worthwhile;
}

/**
 * Reads an object's file. The content begins at the start of its memory, so that arrays in it can be views of it.
 *
 * @param size of the file
 * @param most bytes of content
 * @returns `unknown` when it is packed in a way this version does not know, `large` when its content is more than `most`
 * @throws when the file can't be read, or is damaged
 */
export function readPacked(file: number, size: number, most: number): Buffer | 'unknown' | 'large' {
  const how = read(file, 1, 0)[0];
  if (how === asIs) return size - 1 > most ? 'large' : read(file, size - 1, 1);
  if (how !== frame && how !== blocks) return 'unknown';
  const pieces: Buffer[] = [];
  let left = most;
  try {
    for (const piece of piecesOf(file, size, () => left)) {
      pieces.push(piece);
      left -= piece.length;
    }
  } catch (error) {
    if (error instanceof TooLarge) return 'large';
    throw error;
  }
  return joined(pieces);
}

/**
 * An object's content, to be read from the first byte to the last.
 *
 * @param size of the file
 * @returns null when it is packed in a way this version does not know
 * @throws when the file can't be read, or is damaged; so may what is returned
 */
export function packedSource(file: number, size: number): Source | null {
  switch (read(file, 1, 0)[0]) {
    case asIs: {
      let at = 1;
      const take = (bytes: number) => {
        const part = readBytes(file, Math.max(0, Math.min(bytes, size - at)), at);
        at += part.length;
        return part;
      };
      return { take, own: take };
    }
    case frame:
    case blocks:
      return new Unpacked(file, size);
    default:
      return null;
  }
}

/** Content that is unpacked a piece at a time. */
class Unpacked implements Source {
  readonly #pieces: Iterator<Buffer>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(file: number, size: number) {
    this.#pieces = piecesOf(file, size);
  }

  take(bytes: number): Uint8Array {
    this.#more();
    if (bytes > this.#piece.length) return this.own(bytes);
    const part = this.#piece.subarray(0, bytes);
    this.#piece = this.#piece.subarray(bytes);
    return part;
  }

  own(bytes: number): Uint8Array {
    const part = new Uint8Array(bytes);
    let at = 0;
    while (at < bytes && this.#more()) {
      const some = this.#piece.subarray(0, bytes - at);
      part.set(some, at);
      at += some.length;
      this.#piece = this.#piece.subarray(some.length);
    }
    return at === bytes ? part : part.slice(0, at);
  }

  #more(): boolean {
    while (this.#piece.length === 0) {
      const next = this.#pieces.next();
      if (next.done) return false;
      this.#piece = next.value;
    }
    return true;
  }
}

/** There is more in it than may be. */
class TooLarge extends Error {}

/** @param room how many bytes the next piece may have. A piece never has more than a block. */
function* piecesOf(file: number, size: number, room: () => number = () => blockSize): Generator<Buffer> {
  const whole = (bytes: Buffer) => unpacked(bytes, Math.min(room(), blockSize));
  if (read(file, 1, 0)[0] === frame) {
    if (size > 2 * blockSize) throw new TooLarge('a frame is longer than frames are');
    yield whole(read(file, size - 1, 1));
    return;
  }
  for (let at = 1; at < size; ) {
    const length = read(file, 4, at).readUInt32LE();
    if (at + 4 + length > size) throw new Error('a block is longer than the file');
    yield whole(read(file, length, at + 4));
    at += 4 + length;
  }
}

/** @throws TooLarge */
function unpacked(bytes: Buffer, most: number): Buffer {
  try {
    return takeZlib().zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, most) });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new TooLarge('a block is longer than it may be', { cause });
    throw cause;
  }
}

function read(file: number, length: number, from: number): Buffer {
  const bytes = readBytes(file, length, from);
  if (bytes.length < length) throw new Error(`the file ends ${length - bytes.length} bytes early`);
  return bytes;
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}
