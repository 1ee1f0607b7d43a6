import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How anyone who can write to a store asks a live run to stop, whatever process runs it and on whatever platform: a
 * file in the run's folder, one byte longer for every time it is asked.
 */
const cancelFile = 'cancel';

/** How often the running process looks, in milliseconds. */
const interval = 100;

export function requestCancel(folder: string): void {
  appendFileSync(join(folder, cancelFile), '.');
}

/** Calls back once for every request. @returns what stops the watch. */
export function watchCancel(folder: string, cancel: () => void): () => void {
  const path = join(folder, cancelFile);
  let seen = 0;
  const timer = setInterval(() => {
    const asked = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    for (; seen < asked; seen++) cancel();
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
