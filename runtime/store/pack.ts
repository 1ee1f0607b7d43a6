import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Content, cut, joined, sizeOf } from './content.js';

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
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What an object's file is made of, a piece at a time. */
export function* pack(content: Content): Generator<Uint8Array> {
  const size = sizeOf(content);
  if (!shrinks(content, size)) {
    yield Uint8Array.of(asIs);
    yield* cut(content, blockSize);
  } else if (size <= blockSize) {
    const bytes = joined(content);
    const packed = zstdCompressSync(bytes, level);
    yield Uint8Array.of(packed.length < size ? frame : asIs);
    yield packed.length < size ? packed : bytes;
  } else {
    yield Uint8Array.of(blocks);
    for (const piece of cut(content, blockSize)) {
      const packed = zstdCompressSync(piece, level);
      yield lengthBytes(packed.length);
      yield packed;
    }
  }
}

function shrinks(content: Content, size: number): boolean {
  if (size <= 4 * sampleSize) return true;
  const largest = content.reduce((a, b) => (b.length > a.length ? b : a));
  const middle = largest.subarray(largest.length >> 1, (largest.length >> 1) + sampleSize);
  return zstdCompressSync(middle, level).length <= middle.length * worthwhile;
}

/** Writes a new file. */
export function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const fd = openSync(path, 'wx');
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += writeSync(fd, piece, at);
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads an object's file. The content begins at the start of its memory, so that arrays in it can be views of it.
 *
 * @returns null when it is packed in a way this version does not know
 * @throws when the file can't be read, or is damaged
 */
export function readPacked(path: string, size: number): Buffer | null {
  const fd = openSync(path, 'r');
  try {
    const tag = read(fd, 1)[0];
    switch (tag) {
      case asIs:
        return read(fd, size - 1);
      case frame:
        return zstdDecompressSync(read(fd, size - 1));
      case blocks: {
        const pieces: Buffer[] = [];
        for (let left = size - 1; left > 0; ) {
          const length = read(fd, 4).readUInt32LE();
          pieces.push(zstdDecompressSync(read(fd, length)));
          left -= 4 + length;
        }
        return joined(pieces);
      }
      default:
        return null;
    }
  } finally {
    closeSync(fd);
  }
}

function read(fd: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length; ) {
    const got = readSync(fd, bytes, at, Math.min(length - at, blockSize), null);
    if (got === 0) throw new Error(`the file ends ${length - at} bytes early`);
    at += got;
  }
  return bytes;
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}
