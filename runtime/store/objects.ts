import { closeSync, fstatSync, type Stats, utimesSync } from 'node:fs';
import { now } from '../clock.js';
import { Refusal } from '../model/refusal.js';
import { type Content, hashOf, sizeOf } from './content.js';
import { unwritable } from './home.js';
import { pack, packedSource, readPacked } from './pack.js';
import { lookAt, makeFolder, openToRead, whyNoFile, writeWhole } from './paths/files.js';
import { objectFile, objectFolder } from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';
import type { Source } from './segments.js';

/** Up to so many bytes anything is unpacked. */
const alwaysUnpacked = 64 * 1024 * 1024;
/** Beyond that, so many times as much as lies on the disk: some kilobytes can be made to unpack to as many gigabytes. */
const mostTimes = 20;

function trap(bytes: number, most: number): string {
  return `takes ${bytes} bytes and unpacks to more than ${most}, which looks like a trap: stepwell get --large gives it all the same`;
}

/** So much a look at all objects may unpack beyond what their files warrant: many small traps are one large one. */
const mostBeyond = 512 * 1024 * 1024;
/** What is unpacked all the same. */
const harmless = 1024 * 1024;

type Wrong = (words: string, cause?: unknown) => Refusal;

const damaged = 'is damaged';
const unknownForm = 'is packed in a way this version does not know';
/** What is said of an object whose content is another than its hash says. */
const changed = 'is not what it was';

/**
 * Content-addressed bytes: `objects/ab/cdef…` by sha-256. An object is written under another name and renamed, so a
 * reader sees all of it or nothing; and it is what its hash says, or is not given.
 */
export class Objects {
  /** @param large also what unpacks to very much more than it takes on disk: for the code of a flow, which may do as it likes */
  constructor(
    readonly store: string,
    readonly large = false,
  ) {}

  /** Bytes that were unpacked to see what is wrong, beyond what the files they came from warrant. */
  #beyond = 0;

  /** Stores content unless it is stored already. What lies in its place and is something else is replaced. */
  put(content: Content, hash: string = hashOf(content)): string {
    if (this.holds(hash)) return hash;
    const path = objectFile(this.store, hash);
    try {
      makeFolder(this.store, objectFolder(this.store, hash.slice(0, 2)));
      writeWhole(this.store, path, pack(content));
      note(path, lookAt(path));
    } catch (cause) {
      if (cause instanceof Unsafe) throw cause;
      if (this.#isThere(hash, path, lookAt(path))) return hash;
      throw unwritable(this.store, cause);
    }
    return hash;
  }

  /** Whether the very content is there; it counts as newly stored then, for whoever asks is about to refer to it. */
  holds(hash: string): boolean {
    const path = objectFile(this.store, hash);
    const found = lookAt(path);
    if (!this.#isThere(hash, path, found)) return false;
    keepYoung(path, found);
    return true;
  }

  /** Whether something is stored under a hash, whatever it is. */
  has(hash: string): boolean {
    const found = lookAt(objectFile(this.store, hash));
    return found !== null && whyNoFile(found) === null;
  }

  /**
   * The content of an object.
   *
   * @param size how long it is, where that is known: one that is longer is not unpacked
   * @param limit bytes, beyond which it is not wanted
   * @throws Refusal when it is missing, damaged, or larger than is unpacked
   */
  get(hash: string, size?: number, limit = Number.POSITIVE_INFINITY): Buffer {
    return this.#opened(hash, (file, found, wrong) => {
      const most = Math.min(this.#mostOf(found), limit, size ?? Number.POSITIVE_INFINITY);
      let content: Buffer | 'unknown' | 'large';
      try {
        content = readPacked(file, found.size, most);
      } catch (cause) {
        throw wrong(damaged, cause);
      }
      if (content === 'unknown') throw wrong(unknownForm);
      if (content === 'large' && size !== undefined && most === size) throw wrong(changed);
      if (content === 'large' && most === limit) throw wrong(`has more than ${limit} bytes`);
      if (content === 'large') throw wrong(trap(found.size, most));
      if (size !== undefined && content.length !== size) throw wrong(changed);
      return [content, content];
    });
  }

  /**
   * Reads the content of an object as its reader likes, in parts.
   *
   * @param read gives what it made, and all that it has read, in order
   * @throws Refusal as `get`
   */
  take<T extends { readonly all: Content }>(hash: string, size: number, read: (source: Source) => T): T {
    return this.#opened(hash, (file, found, wrong) => {
      const most = this.#mostOf(found);
      if (size > most) throw wrong(trap(found.size, most));
      let made: T;
      try {
        const source = packedSource(file, found.size);
        if (source === null) throw wrong(unknownForm);
        made = read(source);
        if (sizeOf(made.all) !== size || source.take(1).length > 0) throw wrong(changed);
      } catch (cause) {
        throw cause instanceof Refusal ? cause : wrong(damaged, cause);
      }
      return [made, made.all];
    });
  }

  /** Opens an object's file, and sees to it that what was read of it is what its hash says. */
  #opened<T>(
    hash: string,
    read: (file: number, found: Stats, wrong: Wrong) => [made: T, content: Content | Buffer],
  ): T {
    const path = objectFile(this.store, hash);
    const wrong: Wrong = (words, cause) =>
      new Refusal('damaged', `the stored object ${hash} ${words} (${path})`, { cause });
    const file = openToRead(this.store, path);
    if (file === null) throw wrong("can't be read");
    try {
      const found = fstatSync(file);
      const [made, content] = read(file, found, wrong);
      if (isKnown(path, found)) return made;
      if (hashOf(content) !== hash) throw wrong(changed);
      note(path, found);
      return made;
    } finally {
      closeSync(file);
    }
  }

  /** How many bytes of content an object's file warrants; what unpacks to more was made to. */
  warranted(hash: string): number {
    const found = lookAt(objectFile(this.store, hash));
    return found === null ? 0 : mostTimes * onDisk(found);
  }

  /** What is wrong with an object, in words that follow its name; null when it is as it should be. */
  whatIsWrong(hash: string, size?: number): string | null {
    if (!this.has(hash)) return `is missing (object ${hash})`;
    known.delete(objectFile(this.store, hash));
    const warranted = this.warranted(hash);
    const limit = this.#beyond > mostBeyond ? Math.max(harmless, warranted) : undefined;
    try {
      const { length } = this.get(hash, size, limit);
      this.#beyond += Math.max(0, length - warranted);
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.message.includes(changed)
        ? `has changed (object ${hash})`
        : `can't be read (object ${hash})`;
    }
  }

  #mostOf(found: Stats): number {
    if (this.large) return Number.POSITIVE_INFINITY;
    return Math.max(alwaysUnpacked, mostTimes * onDisk(found));
  }

  /** The very content is there already. */
  #isThere(hash: string, path: string, found: Stats | null): boolean {
    if (found === null || whyNoFile(found) !== null) return false;
    if (isKnown(path, found)) return true;
    try {
      this.get(hash);
      return true;
    } catch {
      return false;
    }
  }
}

/** A file may say that it is long and have holes in place of bytes. Windows tells nothing of that. */
function onDisk({ size, blocks }: Stats): number {
  return blocks === undefined || blocks === 0 ? size : Math.min(size, blocks * 512);
}

/** So long an object is young without being told so again, in milliseconds. */
const freshFor = 300_000;

/** An object that is found again is as much needed as one that was just written: what nobody refers to yet is told by its age. */
function keepYoung(path: string, found: Stats | null): void {
  if (found === null || now() - found.mtimeMs < freshFor) return;
  const at = now() / 1000;
  try {
    utimesSync(path, at, at);
    note(path, lookAt(path));
  } catch {
    // It may be another user's, and then is that one's to remove.
  }
}

/**
 * Objects that this process has written, or has read and found to be what their hashes say, by what their files were like then.
 * Hashing hundreds of megabytes again for each task that reads them would take as long as reading them.
 */
const known = new Map<string, string>();
const mostKnown = 10_000;

function isKnown(path: string, found: Stats): boolean {
  return known.get(path) === looksOf(found);
}

function note(path: string, found: Stats | null): void {
  if (found === null) return;
  if (known.size >= mostKnown) known.clear();
  known.set(path, looksOf(found));
}

/** A file that is written again has another time of change, which nobody can set. */
function looksOf({ ino, size, ctimeMs }: Stats): string {
  return `${ino} ${size} ${ctimeMs}`;
}
