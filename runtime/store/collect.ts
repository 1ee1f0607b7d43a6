import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { unwritable } from './home.js';
import { Objects } from './objects.js';
import { referencesOf } from './references.js';
import { runIds } from './run-ids.js';
import { readRun } from './run-reader.js';

/** What was removed. */
export interface Collected {
  readonly objects: number;
  readonly bytes: number;
}

/** Objects younger than this stay, in milliseconds: a live run stores a value before its log refers to it. */
const youth = 3_600_000;
/** Bundles that were not made anew for this long are removed; they are made again when they are needed. */
const staleBundle = 30 * 86_400_000;

/** Removes what no run refers to. Runs themselves stay; `dryRun` only counts. */
export function collectGarbage(store: string, dryRun: boolean, now: number = Date.now()): Collected {
  const needed = neededObjects(store);
  let objects = 0;
  let bytes = 0;
  const remove = (path: string, size: number) => {
    objects++;
    bytes += size;
    try {
      if (!dryRun) rmSync(path, { recursive: true, force: true });
    } catch (cause) {
      throw unwritable(store, cause);
    }
  };
  for (const folder of list(join(store, 'objects'))) {
    for (const name of list(join(store, 'objects', folder))) {
      const path = join(store, 'objects', folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined || needed.has(folder + name) || now - found.mtimeMs < youth) continue;
      remove(path, found.size);
    }
  }
  for (const name of list(join(store, 'cache'))) {
    const path = join(store, 'cache', name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && now - found.mtimeMs > staleBundle) remove(path, found.size);
  }
  for (const name of list(join(store, 'runs'))) {
    if (name.startsWith('.removed-')) remove(join(store, 'runs', name), 0);
  }
  return { objects, bytes };
}

function neededObjects(store: string): Set<string> {
  const objects = new Objects(store);
  const needed = new Set<string>();
  for (const id of runIds(store)) {
    const run = readRun(store, id);
    if (run === null) continue;
    for (const { hash } of referencesOf(objects, run)) needed.add(hash);
  }
  return needed;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
