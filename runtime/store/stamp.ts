import { statSync } from 'node:fs';

/** What tells whether a file is the one that was read before, without reading it. */
export interface Stamp {
  /** In bytes; -1 where there is no file. */
  readonly size: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly changed: number;
}

export const noFile: Stamp = { size: -1, changed: 0 };

export function stampOf(path: string): Stamp {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? noFile : { size: found.size, changed: found.mtimeMs };
  } catch {
    // A folder that may not be entered holds nothing that could be read.
    return noFile;
  }
}

export function isSame(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.changed === b.changed;
}
