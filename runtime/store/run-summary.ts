import { join } from 'node:path';
import { RunFold } from '../model/fold.js';
import { eventFile, LineTail, parseEvent } from './event-log.js';
import { isClaimed } from './liveness.js';
import { runFolder } from './run-reader.js';
import { type RunRow, rowOf } from './run-row.js';
import { type Stamp, stampOf } from './stamp.js';

/** How the writer's lines about tasks begin; a list shows nothing of what they say. */
const aboutTask = '{"type":"task';

/** A log without an end may still be on its way, copied from elsewhere: so long after its last change it is not. */
const settlingTime = 10_000;

/** What a run's log says about the run as a whole. It costs far less than the run with all its tasks, and is read on as the log grows. */
export class RunSummary {
  readonly #folder: string;
  readonly #path: string;
  #events: LineTail;
  #fold = new RunFold();
  #alive = true;
  #stamp: Stamp = { size: -1, changed: 0 };

  constructor(
    store: string,
    readonly id: string,
  ) {
    this.#folder = runFolder(store, id);
    this.#path = join(this.#folder, eventFile);
    this.#events = new LineTail(this.#path);
  }

  /** Reads what came since the last call; true when anything a list shows has changed. */
  refresh(): boolean {
    // First whether the writer lives, then what it wrote: one that ends in between has written its end.
    const alive = isClaimed(this.#folder);
    const stamp = stampOf(this.#path);
    // A log only ever grows: this is another one.
    const replaced = stamp.size < this.#stamp.size;
    if (replaced) {
      this.#events = new LineTail(this.#path);
      this.#fold = new RunFold();
    }
    const read = this.#read();
    const died = this.#alive && !alive;
    this.#alive = alive;
    this.#stamp = stamp;
    return read || died || replaced;
  }

  #read(): boolean {
    let changed = false;
    for (let lines = this.#events.read(); lines.length > 0; lines = this.#events.read()) {
      for (const line of lines) {
        if (line.startsWith(aboutTask)) continue;
        const event = parseEvent(line);
        if (event === null) continue;
        this.#fold.apply(event);
        changed = true;
      }
    }
    return changed;
  }

  /** As of the last `refresh`; null when the log has no readable beginning. */
  get row(): RunRow | null {
    const run = this.#fold.run(!this.#alive);
    return run === null ? null : rowOf(this.id, run);
  }

  /** The log as it was just before it was read. */
  get stamp(): Stamp {
    return this.#stamp;
  }

  /** Nothing more is expected to come, neither events nor output. Tags may, long after. */
  isSettled(now: number = Date.now()): boolean {
    if (this.#alive) return false;
    return this.#fold.ended || Math.abs(now - this.#newest().changed) > settlingTime;
  }

  #newest(): Stamp {
    return this.#stamp.size < 0 ? stampOf(this.#folder) : this.#stamp;
  }
}

/** A run's row read from its files, as it stands. */
export function readRow(store: string, id: string): RunRow | null {
  const summary = new RunSummary(store, id);
  summary.refresh();
  return summary.row;
}
