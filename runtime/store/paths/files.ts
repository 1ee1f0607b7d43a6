import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { Unsafe } from './unsafe.js';

/**
 * The one door to a store's files. A store may have come from anywhere, so nothing in it is followed: what is read, written or
 * removed is a regular file with one name, in real folders, and whatever else stands in its place is refused. Files are
 * for their owner alone.
 */
const fileMode = 0o600;
const folderMode = 0o700;

/** Neither follow a link that has just come, nor wait for whoever may write into a pipe. Windows knows neither, and lets nobody make such things lightly. */
const carefully = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What stands at a path, not followed; null when nothing does, or nobody may look. */
export function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** True for a folder that is no link to one. */
export function isRealFolder(path: string): boolean {
  return lookAt(path)?.isDirectory() === true;
}

/** Why a thing can't be one of a store's files; null when it can. */
export function whyNoFile(found: Stats): string | null {
  if (found.isSymbolicLink()) return 'a link';
  if (found.isDirectory()) return 'a folder';
  if (!found.isFile()) return 'no regular file';
  return found.nlink > 1 ? 'a file that has other names too (hard links)' : null;
}

/** @throws Unsafe when a folder between the store and a path in it is a link to one. */
function requireFolders(store: string, path: string): void {
  for (let at = path.indexOf(sep, store.length + 1); at >= 0; at = path.indexOf(sep, at + 1)) {
    const folder = path.slice(0, at);
    const found = lookAt(folder);
    if (found?.isSymbolicLink()) throw refused(folder, 'a link');
  }
}

function refused(path: string, what: string): Unsafe {
  return new Unsafe(
    `${path} is ${what}, and a store has none there: it was left alone (remove it if you do not know it)`,
  );
}

function requireFile(path: string, found: Stats): void {
  const why = whyNoFile(found);
  if (why !== null) throw refused(path, why);
}

/**
 * Opens a file of a store for reading.
 *
 * @returns null when there is none, or it may not be read
 * @throws Unsafe when something else stands there
 */
export function openToRead(store: string, path: string): number | null {
  requireFolders(store, path);
  const found = lookAt(path);
  if (found === null) return null;
  requireFile(path, found);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | carefully);
  } catch (error) {
    // It was looked at a moment ago.
    if (codeOf(error) === 'ELOOP') throw refused(path, 'a link');
    return null;
  }
  return checked(file, path);
}

/** An open file, if it is one of a store's; else it is closed. @throws Unsafe */
function checked(file: number, path: string): number {
  try {
    requireFile(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * Opens a file of a store to append to it, and makes it when it is missing.
 *
 * @throws Unsafe when something else stands there; the system's own error when it can't be written
 */
export function openToAppend(store: string, path: string): number {
  requireFolders(store, path);
  const found = lookAt(path);
  if (found !== null) requireFile(path, found);
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  return checked(openSync(path, flags | carefully, fileMode), path);
}

/**
 * A small file's bytes.
 *
 * @param most one that has more is refused
 * @returns null when there is none, or it may not be read
 * @throws Unsafe
 */
export function readWhole(store: string, path: string, most: number): Buffer | null {
  const file = openToRead(store, path);
  if (file === null) return null;
  try {
    const { size } = fstatSync(file);
    if (size > most) throw refused(path, `of ${size} bytes`);
    return readBytes(file, size, 0);
  } finally {
    closeSync(file);
  }
}

/** So many bytes of an open file, or as many as there are. Allocated for itself: arrays may be views of it. */
export function readBytes(file: number, length: number, from: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length; ) {
    const got = readSync(file, bytes, at, Math.min(length - at, onePiece), from + at);
    if (got === 0) return bytes.subarray(0, at);
    at += got;
  }
  return bytes;
}

const onePiece = 16 * 1024 * 1024;

/** Writes all of some bytes to an open file. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Writes all of a text to an open file, without making bytes of it first where the system takes it in one go. */
export function writeText(file: number, text: string): void {
  const size = Buffer.byteLength(text);
  const written = writeSync(file, text);
  if (written < size) writeAll(file, Buffer.from(text).subarray(written));
}

/**
 * Writes a file of a store as a whole, under another name first, so that a reader sees all of it or nothing. What stood there is
 * replaced, never written into.
 *
 * @throws Unsafe; the system's own error when it can't be written
 */
export function writeWhole(store: string, path: string, pieces: Iterable<Uint8Array>): void {
  requireFolders(store, path);
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const file = openSync(temporary, 'wx', fileMode);
    try {
      for (const piece of pieces) writeAll(file, piece);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** Makes an empty file, unless something stands there. SQLite would make it for everybody to read. @throws Unsafe */
export function makeFile(store: string, path: string): void {
  requireFolders(store, path);
  const found = lookAt(path);
  if (found !== null) requireFile(path, found);
  else makeEmpty(path);
}

function makeEmpty(path: string): void {
  try {
    closeSync(openSync(path, 'wx', fileMode));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const other = lookAt(path);
    if (other !== null) requireFile(path, other);
  }
}

/**
 * Makes a folder of a store, and those above it that are missing.
 *
 * @returns false when it was there
 * @throws Unsafe when something else stands there; the system's own error when it can't be made
 */
export function makeFolder(store: string, path: string): boolean {
  requireFolders(store, path);
  const found = lookAt(path);
  if (found?.isDirectory()) return false;
  if (found?.isSymbolicLink()) throw refused(path, 'a link');
  if (found !== null) throw new Error(`${path} is no folder`);
  try {
    mkdirAll(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !isRealFolder(path)) throw error;
    return false;
  }
  return true;
}

/**
 * Makes a folder and those above it that are missing. Asked for all at once, Node says of a disk that can only be read that something is missing, and
 * of a system's own folders, such as /proc, nothing for ever.
 *
 * @throws the system's own error
 */
function mkdirAll(path: string): void {
  try {
    mkdirSync(path, { mode: folderMode });
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path || existsSync(above)) throw error;
    mkdirAllOnce(above);
    mkdirSync(path, { mode: folderMode });
  }
}

/** The same, where the folder may be there. */
export function mkdirAllOnce(path: string): void {
  try {
    mkdirAll(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/**
 * What stands in a folder of a store, as it is and not followed; nothing where there is no such folder.
 *
 * @param most of more than these the rest is left out
 */
export function* entriesOf(
  store: string,
  folder: string,
  most = Number.POSITIVE_INFINITY,
): Generator<Dirent> {
  try {
    requireFolders(store, `${folder}${sep}`);
  } catch {
    return;
  }
  let listing: ReturnType<typeof opendirSync>;
  try {
    listing = opendirSync(folder, { bufferSize: 512 });
  } catch {
    return;
  }
  try {
    for (let count = 0; count < most; count++) {
      const entry = listing.readSync();
      if (entry === null) return;
      yield entry;
    }
  } finally {
    listing.closeSync();
  }
}

/**
 * Removes a file of a store.
 *
 * @returns false when there is none
 * @throws Unsafe when something else stands there, which stays
 */
export function removeFile(store: string, path: string): boolean {
  requireFolders(store, path);
  const found = lookAt(path);
  if (found === null) return false;
  requireFile(path, found);
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return true;
}

/** Removes a folder of a store when it is empty. @returns whether it is gone */
export function removeEmpty(store: string, path: string): boolean {
  requireFolders(store, `${path}${sep}`);
  try {
    rmdirSync(path);
    return true;
  } catch {
    return lookAt(path) === null;
  }
}

/** Moves a file or folder of a store, itself and not where it may lead. @throws Unsafe; the system's own error */
export function move(store: string, from: string, to: string): void {
  requireFolders(store, from);
  requireFolders(store, to);
  renameSync(from, to);
}

/** For what is left of a write that failed: that it can't be removed either is no news. */
function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is under no name that anything reads.
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
