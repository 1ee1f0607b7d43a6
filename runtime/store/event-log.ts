import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../model/event.js';
import { isEvent } from './event-shape.js';
import { unwritable } from './home.js';

export const eventFile = 'events.jsonl';

/** How long an event may wait for others to be written along with it, in milliseconds. */
const patience = 2;

/** Appends events to a run's log: at once where little happens, together where much does. */
export class EventLog {
  readonly #file: number;
  #waiting = '';
  #scheduled = false;
  #writtenAt = 0;

  constructor(
    readonly store: string,
    folder: string,
    /** Called once when the log can no longer be written, such as on a full disk. */
    readonly onFailure: (error: unknown) => void,
  ) {
    try {
      this.#file = openSync(join(folder, eventFile), 'a');
    } catch (cause) {
      throw unwritable(store, cause);
    }
  }

  append(event: RunEvent): void {
    this.#waiting += `${JSON.stringify(event)}\n`;
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (performance.now() - this.#writtenAt > patience) setImmediate(() => this.#write());
    else setTimeout(() => this.#write(), patience);
  }

  #write(): void {
    this.#scheduled = false;
    try {
      this.flush();
    } catch (error) {
      this.onFailure(error);
    }
  }

  flush(): void {
    if (this.#waiting === '') return;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#writtenAt = performance.now();
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch (cause) {
      throw unwritable(this.store, cause);
    }
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/**
 * Reads a log that may still grow: each `read` gives the complete lines that came since the last. A torn last line stays
 * unread until the rest of it is there.
 */
export class LineTail {
  #offset: number;
  #rest = Buffer.alloc(0);

  constructor(
    readonly path: string,
    offset = 0,
  ) {
    this.#offset = offset;
  }

  /** Bytes up to the end of the last complete line that was given. */
  get offset(): number {
    return this.#offset - this.#rest.length;
  }

  /** At most about `limit` bytes' worth of lines, or one that is longer; call again until it gives none. */
  read(limit = 1024 * 1024): string[] {
    let file: number;
    try {
      file = openSync(this.path, 'r');
    } catch {
      return [];
    }
    try {
      const size = fstatSync(file).size;
      const length = Math.min(size - this.#offset, limit);
      if (length <= 0) return [];
      const chunk = Buffer.allocUnsafe(length);
      const got = readSync(file, chunk, 0, length, this.#offset);
      this.#offset += got;
      const bytes =
        this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk.subarray(0, got)]) : chunk.subarray(0, got);
      const end = bytes.lastIndexOf(10);
      this.#rest = Buffer.from(bytes.subarray(end + 1));
      // Twice as much each time: what was read of a long line is copied once more with each piece.
      if (end < 0) return got > 0 && size > this.#offset ? this.read(2 * limit) : [];
      return bytes.toString('utf8', 0, end).split('\n');
    } finally {
      closeSync(file);
    }
  }
}

/** The event in a line, or null when the line holds none: a log that was damaged is read as far as it goes. */
export function parseEvent(line: string): RunEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : null;
  } catch {
    return null;
  }
}
