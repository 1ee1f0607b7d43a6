import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { type Content, hashOf } from './content.js';
import { unwritable } from './home.js';
import { pack, readPacked, writePieces } from './pack.js';

/**
 * Content-addressed bytes: `objects/ab/cdef…` by sha-256. An object is written under another name and renamed, so a
 * reader sees all of it or nothing.
 */
export class Objects {
  readonly #root: string;

  constructor(readonly store: string) {
    this.#root = join(store, 'objects');
  }

  /** Stores content unless it is stored already. */
  put(content: Content, hash: string = hashOf(content)): string {
    const path = this.#path(hash);
    if (existsSync(path)) return hash;
    const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writePieces(temporary, pack(content));
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
    let size: number;
    try {
      ({ size } = statSync(path));
    } catch (cause) {
      throw new Refusal('damaged', `the stored object ${hash} can't be read (${path})`, { cause });
    }
    let content: Buffer | null;
    try {
      content = readPacked(path, size);
    } catch (cause) {
      throw new Refusal('damaged', `the stored object ${hash} is damaged (${path})`, { cause });
    }
    if (content === null) {
      throw new Refusal('damaged', `the stored object ${hash} is packed in a way this version does not know`);
    }
    return content;
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
