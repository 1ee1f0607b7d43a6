import { closeSync } from 'node:fs';
import { callOff, every } from '../clock.js';
import { lookAt, openToAppend, writeAll } from './paths/files.js';
import { runFile } from './paths/places.js';

/**
 * How anyone who can write to a store asks a live run to stop, whatever process runs it and on whatever platform: a
 * file in the run's folder, one byte longer for every time it is asked.
 */
export function requestCancel(store: string, run: string): void {
  const file = openToAppend(store, runFile(store, run, 'cancel'));
  try {
    writeAll(file, Buffer.from('.'));
  } finally {
    closeSync(file);
  }
}

/** How often the running process looks, in milliseconds. */
const interval = 100;
const most = 2;

/** How often a run has been asked to stop; the second time ends it at once, and more does not count. */
export function cancelRequests(store: string, run: string): number {
  const found = lookAt(runFile(store, run, 'cancel'));
  return found?.isFile() ? Math.min(found.size, most) : 0;
}

/** Calls back once for every request. @returns what stops the watch. */
export function watchCancel(store: string, run: string, cancel: () => void): () => void {
  let seen = 0;
  const timer = every(() => {
    const asked = cancelRequests(store, run);
    for (; seen < asked; seen++) cancel();
  }, interval);
  timer.unref();
  return () => callOff(timer);
}
