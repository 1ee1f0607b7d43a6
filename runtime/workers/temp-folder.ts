import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOurs } from '../store/user-cache.js';

/** A task's own folder, made when it is first asked for. Its name holds its process, so that what a killed one leaves can be found. */
export class TempFolder {
  #path: string | null = null;

  path(): string {
    this.#path ??= mkdtempSync(join(tmpdir(), prefixOf(process.pid)));
    return this.#path;
  }

  /** Never throws: what a process that goes on holds open, on Windows, is no failure of the task. */
  remove(): void {
    if (this.#path === null) return;
    try {
      rmSync(this.#path, { recursive: true, force: true, maxRetries: 2 });
    } catch {
      // It lies where the system cleans up too.
    }
  }
}

/** Removes what a process that was killed could not remove itself. */
export function removeTempOf(pid: number): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const path = join(tmpdir(), name);
      // In a folder that all users share another may have made one of that name.
      if (name.startsWith(prefixOf(pid)) && isOurs(lstatSync(path)))
        rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // It lies where the system cleans up too.
  }
}

function prefixOf(pid: number): string {
  return `stepwell-${pid}-`;
}
