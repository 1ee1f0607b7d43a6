import { closeSync } from 'node:fs';
import { elapsed, later, soon } from '../clock.js';
import type { RunEvent } from '../model/event.js';
import { unwritable } from './home.js';
import { openToAppend, writeAll } from './paths/files.js';
import { runFile } from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';

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
    run: string,
    /** Called once when the log can no longer be written, such as on a full disk. */
    readonly onFailure: (error: unknown) => void,
  ) {
    try {
      this.#file = openToAppend(store, runFile(store, run, 'events.jsonl'));
    } catch (cause) {
      throw cause instanceof Unsafe ? cause : unwritable(store, cause);
    }
  }

  append(event: RunEvent): void {
    this.#waiting += `${JSON.stringify(event)}\n`;
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (elapsed() - this.#writtenAt > patience) soon(() => this.#write());
    else later(() => this.#write(), patience);
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
    this.#writtenAt = elapsed();
    try {
      writeAll(this.#file, bytes);
    } catch (cause) {
      throw unwritable(this.store, cause);
    }
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}
