import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/**
 * Files of a workspace that nobody has trusted yet are read only as far as they are files: what lies there under a source's name may
 * be a device without an end, or a pipe that is never written to.
 */

/** Sources that people write are far smaller, and what is larger was generated. */
export const mostSourceBytes = 4_000_000;
export const mostJsonBytes = 1_000_000;

/** Without it, opening a pipe waits for somebody to write; Windows has neither. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The text of a regular file, or of one that a link leads to; null when there is none, or it is larger than that. */
export function readBounded(path: string, mostBytes: number): string | null {
  try {
    // Opening a device can have effects of its own, so what it is is asked before; and again after, for it may have been changed.
    if (!isRegularFile(path)) return null;
    const file = openSync(path, flags);
    try {
      const found = fstatSync(file);
      if (!found.isFile() || found.size > mostBytes) return null;
      return textOf(file, found.size);
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** The same for one file of many, between which others have their turn. */
export async function readBoundedSoon(path: string, mostBytes: number): Promise<string | null> {
  try {
    if (!(await stat(path)).isFile()) return null;
    await using file = await open(path, flags);
    const found = await file.stat();
    if (!found.isFile() || found.size > mostBytes) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size), 0, found.size, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return null;
  }
}

export function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** No more than its size said: it may grow while it is read. */
function textOf(file: number, size: number): string {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  for (let read = -1; read !== 0 && filled < size; filled += read) {
    read = readSync(file, bytes, filled, size - filled, null);
  }
  return bytes.toString('utf8', 0, filled);
}
