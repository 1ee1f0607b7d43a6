import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { lookAt, makeFolder, readWhole, writeWhole } from './paths/files.js';
import { storeFile, storeFolderPath } from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';
import { real } from './paths/within.js';
import { isOpenToAll, isOurs } from './user-cache.js';

/**
 * The layout of a store that this version writes; it reads all before. Since 2 values are written in a form of our own, which earlier
 * versions can't read.
 */
export const storeFormat = 2;

export const storeFolder = '.stepwell';

/**
 * Where the store of the flows in a folder is: `STEPWELL_STORE`, else beside the nearest `package.json` at or above
 * the folder, else beside the nearest `.git`, else in the folder itself. It need not exist.
 */
export function storePathFor(folder: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.STEPWELL_STORE) return namedStore(env.STEPWELL_STORE);
  const home = nearest(folder, 'package.json') ?? nearest(folder, '.git') ?? resolve(folder);
  return join(home, storeFolder);
}

/** The nearest store that already exists at or above a folder, or null. */
export function existingStore(folder: string, env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.STEPWELL_STORE) {
    const path = namedStore(env.STEPWELL_STORE);
    return existsSync(path) ? path : null;
  }
  const home = nearest(folder, storeFolder);
  return home === null ? null : join(home, storeFolder);
}

/** A store that a person names may lie behind links; one that is only found may not. */
export function namedStore(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    return whole;
  }
}

function nearest(folder: string, name: string): string | null {
  let at = resolve(folder);
  for (;;) {
    if (lookAt(join(at, name)) !== null) return at;
    const up = dirname(at);
    if (up === at) return null;
    at = up;
  }
}

/**
 * Makes the store's folders when they are missing and refuses one that a newer version has written.
 *
 * @param named a person has named this store, and means it whoever owns it
 */
export function prepareStore(path: string, named = false): void {
  if (checkFormat(path)) {
    // Who may write into the folder around it may write the flow itself, so that only the store is asked of.
    if (!named) refuse(path, whyForeign(path));
    upgrade(path);
  } else make(path, named);
}

/** Nothing of what is there changes: what is written from now on is only new to earlier versions. */
function upgrade(path: string): void {
  if (formatOf(path) === storeFormat) return;
  try {
    writeFormat(path);
  } catch (cause) {
    if (cause instanceof Unsafe) throw cause;
    throw unwritable(path, cause);
  }
}

function writeFormat(path: string): void {
  writeWhole(path, storeFile(path, 'format'), [Buffer.from(`${storeFormat}\n`)]);
}

function formatOf(path: string): number | null {
  const bytes = readWhole(path, storeFile(path, 'format'), mostFormat);
  return bytes === null ? null : Number(bytes.toString('utf8').trim() || Number.NaN);
}

function make(path: string, named: boolean): void {
  try {
    makeFolder(path, path);
    if (!named) refuse(path, whyForeign(path));
    for (const part of ['runs', 'objects'] as const) makeFolder(path, storeFolderPath(path, part));
    const ignore = storeFile(path, '.gitignore');
    if (lookAt(ignore) === null) writeWhole(path, ignore, [Buffer.from('*\n')]);
    // Last and in one piece: another process that starts now sees a whole store or none yet.
    writeFormat(path);
  } catch (cause) {
    if (cause instanceof Unsafe) throw cause;
    // Another process may have made the store at the same time, and Windows replaces no file that is being read.
    if (!checkFormat(path)) throw unwritable(path, cause);
  }
}

/**
 * What is written into another user's folder is that user's to read and to replace; and while something is looked at and then changed in a folder that
 * anybody may write into, anybody may put a link in its place.
 *
 * @param named a person has named this store, and means it whoever owns it
 * @throws Unsafe
 */
export function refuseForeign(path: string, named: boolean): void {
  if (!named) refuse(path, whyForeign(path) ?? whyMovable(path));
}

function refuse(path: string, why: string | null): void {
  if (why === null) return;
  throw new Unsafe(
    `the store ${path} ${why}: nothing was changed in it (name it with STEPWELL_STORE or --store if you mean to, or use a folder of your own)`,
  );
}

/** False for a store that is another user's, or everybody's. */
export function isOwnStore(path: string): boolean {
  return (whyForeign(path) ?? whyMovable(path)) === null;
}

/** In words that follow its name. */
function whyForeign(path: string): string | null {
  const found = lookAt(path);
  if (found === null) return null;
  if (!isOurs(found)) return 'belongs to another user';
  return isOpenToAll(found) && knowsModes(path) ? 'may be written by everybody' : null;
}

/** Whether another could be put in its place. */
function whyMovable(path: string): string | null {
  if (lookAt(path) === null) return null;
  const around = lookAt(real(dirname(path)));
  // In a folder such as /tmp nobody moves what is another's.
  const isSticky = around !== null && (around.mode & 0o1000) !== 0;
  return around !== null && isOpenToAll(around) && !isSticky && knowsModes(path)
    ? 'lies in a folder that everybody may write into'
    : null;
}

/**
 * Some file systems, such as those of Windows under Linux or of a machine around a virtual one, show everything as open to all. There the file
 * with the store's format does so too, which is made for its owner alone.
 */
function knowsModes(path: string): boolean {
  const format = lookAt(storeFile(path, 'format'));
  return format !== null && !isOpenToAll(format);
}

/** A format number has no more bytes than this. */
const mostFormat = 64;

/** True when there is a store that this version can use; false when there is none yet. */
export function checkFormat(path: string): boolean {
  const found = lookAt(path);
  if (found?.isSymbolicLink()) {
    throw new Unsafe(
      `${path} is a link, which is not followed: name the folder it leads to with STEPWELL_STORE or --store if you mean it`,
    );
  }
  const format = formatOf(path);
  if (format === null) return false;
  if (Number.isInteger(format) && format >= 1 && format <= storeFormat) return true;
  if (Number.isInteger(format) && format > storeFormat) {
    throw new Refusal(
      'store-version',
      `the store ${path} has format ${format}, and this version of stepwell knows formats up to ${storeFormat}: update stepwell, or set STEPWELL_STORE to another folder (nothing was changed)`,
    );
  }
  throw new Refusal(
    'store-version',
    `the store ${path} has no readable format number in its file 'format': write ${storeFormat} into it if the store is this version's, or set STEPWELL_STORE to another folder (nothing was changed)`,
  );
}

export function unwritable(path: string, cause: unknown): Refusal {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Refusal(
    'store-unwritable',
    `can't write to the store ${path} (${why}): free the disk or mend its permissions, or set STEPWELL_STORE to another folder`,
    { cause },
  );
}
