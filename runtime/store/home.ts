import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../model/refusal.js';

/** The layout of a store that this version reads and writes. */
export const storeFormat = 1;

export const storeFolder = '.stepwell';

/**
 * Where the store of the flows in a folder is: `STEPWELL_STORE`, else beside the nearest `package.json` at or above
 * the folder, else beside the nearest `.git`, else in the folder itself. It need not exist.
 */
export function storePathFor(folder: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.STEPWELL_STORE) return resolve(env.STEPWELL_STORE);
  const home = nearest(folder, 'package.json') ?? nearest(folder, '.git') ?? resolve(folder);
  return join(home, storeFolder);
}

/** The nearest store that already exists at or above a folder, or null. */
export function existingStore(folder: string, env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.STEPWELL_STORE) {
    const path = resolve(env.STEPWELL_STORE);
    return existsSync(path) ? path : null;
  }
  const home = nearest(folder, storeFolder);
  return home === null ? null : join(home, storeFolder);
}

function nearest(folder: string, name: string): string | null {
  let at = resolve(folder);
  for (;;) {
    if (existsSync(join(at, name))) return at;
    const up = dirname(at);
    if (up === at) return null;
    at = up;
  }
}

/** Makes the store's folders when they are missing and refuses one that a newer version has written. */
export function prepareStore(path: string): void {
  if (checkFormat(path)) return;
  try {
    for (const part of ['runs', 'objects', 'cache']) mkdirSync(join(path, part), { recursive: true });
    writeFileSync(join(path, '.gitignore'), '*\n');
    // Last and in one piece: another process that starts now sees a whole store or none yet.
    const temporary = join(path, `format.${process.pid}`);
    writeFileSync(temporary, `${storeFormat}\n`);
    renameSync(temporary, join(path, 'format'));
  } catch (cause) {
    // Another process may have made the store at the same time, and Windows replaces no file that is being read.
    if (!checkFormat(path)) throw unwritable(path, cause);
  }
}

/** True when there is a store that this version can use; false when there is none yet. */
export function checkFormat(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(join(path, 'format'), 'utf8');
  } catch {
    return false;
  }
  const format = Number(text.trim());
  if (format === storeFormat) return true;
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
