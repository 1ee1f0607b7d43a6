import { sep } from 'node:path';
import { isHash, isRunId } from '../../model/names.js';
import { Unsafe } from './unsafe.js';

/**
 * Every path in a store is made here, of names that were checked, so that none can lead out of it. Put together by hand: a look at
 * ten thousand runs spends less on its paths so.
 */

/** What lies in a store beside its folders. */
export type StoreFile =
  | 'format'
  | '.gitignore'
  | 'index.lock'
  | 'index.seal'
  | 'index.db'
  | 'index.db-wal'
  | 'index.db-shm'
  | 'index.db-journal';

/** A store's own folders. `cache` is one of earlier versions, which nothing reads any more. */
export type StoreFolder = 'runs' | 'objects' | 'cache';

/** What lies in a run's folder: nothing else is ever written or removed there. */
export const runFileNames = ['events.jsonl', 'output.log', 'cancel', 'lock', 'lock-journal'] as const;
export type RunFile = (typeof runFileNames)[number];

export function storeFile(store: string, name: StoreFile): string {
  return `${store}${sep}${name}`;
}

export function storeFolderPath(store: string, name: StoreFolder): string {
  return `${store}${sep}${name}`;
}

export function runFolder(store: string, id: string): string {
  if (!isRunId(id)) throw new Unsafe(`${JSON.stringify(id.slice(0, 100))} is no run's id`);
  return `${store}${sep}runs${sep}${id}`;
}

export function runFile(store: string, id: string, name: RunFile): string {
  return `${runFolder(store, id)}${sep}${name}`;
}

const removedPrefix = '.removed-';

/** Where a run lies while it is being removed: under a name that is no run's, so that a reader sees all of it or nothing. */
export function removedFolder(store: string, id: string): string {
  const folder = runFolder(store, id);
  return `${folder.slice(0, -id.length)}${removedPrefix}${id}`;
}

export function removedFile(store: string, id: string, name: RunFile): string {
  return `${removedFolder(store, id)}${sep}${name}`;
}

/** The run that was being removed, when a folder among the runs has such a name; else null. */
export function idOfRemoved(name: string): string | null {
  const id = name.startsWith(removedPrefix) ? name.slice(removedPrefix.length) : '';
  return isRunId(id) ? id : null;
}

/** The folder of objects whose hashes begin with these two letters. */
export function objectFolder(store: string, start: string): string {
  if (!/^[0-9a-f]{2}$/.test(start)) throw new Unsafe(`${JSON.stringify(start.slice(0, 100))} begins no hash`);
  return `${store}${sep}objects${sep}${start}`;
}

export function objectFile(store: string, hash: string): string {
  if (!isHash(hash)) throw new Unsafe(`${JSON.stringify(hash.slice(0, 100))} is no object's hash`);
  return `${objectFolder(store, hash.slice(0, 2))}${sep}${hash.slice(2)}`;
}

/** A file in a folder of objects: the hash of the object that it is, or was to become when its writing was cut off. */
export function objectNamed(start: string, name: string): { hash: string; whole: boolean } | null {
  const [rest = '', ...more] = name.split('.');
  const hash = start + rest;
  if (!isHash(hash)) return null;
  if (more.length === 0) return { hash, whole: true };
  return /^\d+\.[0-9a-f]{8}$/.test(more.join('.')) ? { hash, whole: false } : null;
}

/** Path of a file in a folder of objects that has a name `objectNamed` knows. */
export function objectPathOf(store: string, start: string, name: string): string {
  if (objectNamed(start, name) === null)
    throw new Unsafe(`${JSON.stringify(name.slice(0, 100))} names no object`);
  return `${objectFolder(store, start)}${sep}${name}`;
}

/** A file that earlier versions kept in a store's cache: what ran was read from there. `within` is the folder it lies in, if in one. */
export function oldCacheFile(store: string, within: string | null, name: string): string | null {
  const cache = storeFolderPath(store, 'cache');
  if (within === null) return /^[0-9a-f]{20}\.json$/.test(name) ? `${cache}${sep}${name}` : null;
  const isBundle = name === 'flow.mjs' || name === 'flow.mjs.map';
  return isBundle && isOldBundle(within) ? `${oldBundleFolder(store, within)}${sep}${name}` : null;
}

export function oldBundleFolder(store: string, name: string): string {
  if (!isOldBundle(name)) throw new Unsafe(`${JSON.stringify(name.slice(0, 100))} names no bundle`);
  return `${storeFolderPath(store, 'cache')}${sep}${name}`;
}

export function isOldBundle(name: string): boolean {
  return /^[0-9a-f]{20}$/.test(name);
}
