import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Refusal } from '../model/refusal.js';
import { unwritable } from './home.js';

/**
 * Content-addressed bytes: `objects/ab/cdef…` by sha-256, each file one byte that says how it is packed, then
 * the content. An object is written under another name and renamed, so a reader sees all of it or nothing.
 */
export class Objects {
  readonly #root: string;

  constructor(readonly store: string) {
    this.#root = join(store, 'objects');
  }

  /** Stores bytes unless they are stored already. */
  put(bytes: Uint8Array, hash: string = hashOf(bytes)): string {
    const path = this.#path(hash);
    if (existsSync(path)) return hash;
    const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(temporary, pack(bytes));
      renameSync(temporary, path);
    } catch (cause) {
      removeQuietly(temporary);
      if (existsSync(path)) return hash;
      throw unwritable(this.store, cause);
    }
    return hash;
  }

  has(hash: string): boolean {
    return existsSync(this.#path(hash));
  }

  get(hash: string): Buffer {
    const path = this.#path(hash);
    let file: Buffer;
    try {
      file = readFileSync(path);
    } catch (cause) {
      throw new Refusal('damaged', `the stored object ${hash} can't be read (${path})`, { cause });
    }
    try {
      return unpack(file, hash);
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      throw new Refusal('damaged', `the stored object ${hash} is damaged (${path})`, { cause });
    }
  }

  #path(hash: string): string {
    return join(this.#root, hash.slice(0, 2), hash.slice(2));
  }
}

/** For what is left of a write that failed: that it can't be removed either is no news. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is under no object's name, so nothing will ever read it.
  }
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const plain = 0;
const zstd = 1;
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Bytes of a large value that are tried first: numbers rarely shrink, and compressing them costs more than writing. */
const sample = 64 * 1024;

function pack(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 4 * sample) {
    const middle = bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + sample);
    if (zstdCompressSync(middle, level).length > sample * 0.9) return tagged(plain, bytes);
  }
  const packed = zstdCompressSync(bytes, level);
  return packed.length < bytes.length ? tagged(zstd, packed) : tagged(plain, bytes);
}

function tagged(tag: number, bytes: Uint8Array): Uint8Array {
  const file = Buffer.allocUnsafe(bytes.length + 1);
  file[0] = tag;
  file.set(bytes, 1);
  return file;
}

function unpack(file: Buffer, hash: string): Buffer {
  const body = file.subarray(1);
  switch (file[0]) {
    case plain:
      return body;
    case zstd:
      return zstdDecompressSync(body);
    default:
      throw new Refusal('damaged', `the stored object ${hash} is packed in a way this version does not know`);
  }
}
