import { realpathSync } from 'node:fs';
import nodePath, { type PlatformPath } from 'node:path';

/**
 * The way from a folder down to a file or folder below it, by their names alone; empty for the folder itself, null where it leads elsewhere.
 *
 * @param path whose rules hold; default: this system's
 */
export function wayBelow(folder: string, file: string, path: PlatformPath = nodePath): string | null {
  const way = path.relative(folder, file);
  return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way) ? null : way;
}

/** Whether a file lies below a folder wherever links lead; what does not exist lies where its name says. */
export function isReallyBelow(folder: string, file: string): boolean {
  return wayBelow(real(folder), real(file)) !== null;
}

/** A path without links in it, as far as there is something there. */
export function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
