import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders in which nobody writes flows: what is installed, built, or a tool's own. */
const skipped: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'dist',
  'out',
  'build',
  'coverage',
]);

/** However large a folder is, no more files of it than this are looked at. */
const mostFiles = 100_000;
/** And no more of its folders, which may hold nothing but folders. */
const mostFolders = 50_000;

/** Whether a file may hold flows, by its name; declarations hold none. */
export function isSource(name: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name);
}

/** Whether a path lies in a folder that is not looked into. */
export function isSkipped(path: string): boolean {
  return path.split(/[\\/]/).some(part => skipped.has(part) || /^\.[^.]/.test(part));
}

/** Every source below a folder, folder by folder. What can't be read is passed over. */
export async function* sourceFiles(folder: string): AsyncGenerator<string[]> {
  const waiting = [folder];
  let count = 0;
  let folders = 0;
  // Links are not followed: they may lead out of the folder, or around in it.
  for (let at = waiting.pop(); at !== undefined && count < mostFiles; at = waiting.pop()) {
    if (++folders > mostFolders) return;
    const here = at;
    const entries = await readdir(here, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.')) {
        waiting.push(join(here, entry.name));
      }
    }
    const files = entries
      .filter(entry => entry.isFile() && isSource(entry.name))
      .map(({ name }) => join(here, name));
    count += files.length;
    if (files.length > 0) yield files;
  }
}
