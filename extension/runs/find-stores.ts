import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFolder } from '../../runtime/store/home.js';

/** Where nobody keeps flows of their own, and much is written. */
const elsewhere = new Set(['node_modules', '.git']);
/** A workspace may hold a whole disk; nobody waits for all of that. */
const mostFolders = 50_000;

/** True for a path that no store of the user's lies in. */
export function isElsewhere(parts: readonly string[]): boolean {
  return parts.some(part => elsewhere.has(part));
}

/**
 * Every store below a folder, the nearer ones first. The editor's own search can't find them: a store hides from git,
 * and what is ignored is not searched.
 */
export async function* findStores(folder: string): AsyncGenerator<string> {
  const queue = [folder];
  for (let at = 0; at < queue.length && at < mostFolders; at++) {
    const here = queue[at] ?? '';
    for (const name of await foldersIn(here)) {
      if (name === storeFolder) yield join(here, name);
      else if (!elsewhere.has(name)) queue.push(join(here, name));
    }
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
  } catch {
    // It is gone, is a file, or is nobody's to read.
    return [];
  }
}
