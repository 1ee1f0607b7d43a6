import { lookAt } from './paths/files.js';

/** What tells whether a file is the one that was read before, without reading it. */
export interface Stamp {
  /** In bytes; -1 where there is no file. */
  readonly size: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly changed: number;
}

export const noFile: Stamp = { size: -1, changed: 0 };

/** Of what stands there, and not of what a link leads to. */
export function stampOf(path: string): Stamp {
  const found = lookAt(path);
  return found === null ? noFile : { size: found.size, changed: found.mtimeMs };
}

export function isSame(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.changed === b.changed;
}
