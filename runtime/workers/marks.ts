import { writeSync } from 'node:fs';
import { isOwnPipe } from './direct-writes.js';

/**
 * What a worker puts into both of its pipes where the output of a task begins and ends, when the task starts processes: whatever stands between
 * two marks is of one task, at whatever time it is read. The secret word is the pool's, so that no output is taken for a mark.
 */
export function markOf(word: string, job: number | null): string {
  return `${openingOf(word)}${job ?? ''}${closing}`;
}

export function openingOf(word: string): string {
  return `\u001e${word}:`;
}

export const closing = '\u001e';

/** As it is before anything is put in its place. */
const write = writeSync;

/** So often a full pipe is tried again, a millisecond apart. */
const tries = 2_000;

/** Puts a mark behind all that this process and those it has waited for have written. */
export function putMark(mark: string): void {
  for (const pipe of [1, 2]) if (isOwnPipe(pipe)) put(pipe, mark);
}

function put(pipe: number, mark: string): void {
  for (let tried = 0; tried < tries; tried++) {
    try {
      // So short a text goes into a pipe whole or not at all.
      write(pipe, mark);
      return;
    } catch (error) {
      // A step may have closed it.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
