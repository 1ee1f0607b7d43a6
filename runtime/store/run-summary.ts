import { hostname } from 'node:os';
import { now } from '../clock.js';
import { RunFold } from '../model/fold.js';
import { wide } from './bounds.js';
import { EventTail } from './event-tail.js';
import { isClaimed, isProcess } from './liveness.js';
import { runFile, runFolder } from './paths/places.js';
import type { Reading } from './run-reader.js';
import { type RunRow, rowOf, unreadableRow } from './run-row.js';
import { type Stamp, stampOf } from './stamp.js';

/** How the writer's lines about tasks begin; a list shows nothing of what they say. */
const aboutTask = '{"type":"task';

/** A log without an end may still be on its way, copied from elsewhere: so long after its last change it is not. */
const settlingTime = 10_000;

/** What a run's log says about the run as a whole. It costs far less than the run with all its tasks, and is read on as the log grows. */
export class RunSummary {
  readonly #path: string;
  #events: EventTail;
  #fold: RunFold;
  #alive = true;
  #stamp: Stamp = { size: -1, changed: 0 };

  constructor(
    readonly store: string,
    readonly id: string,
    readonly reading: Reading = {},
  ) {
    this.#path = runFile(store, id, 'events.jsonl');
    this.#events = this.#tail();
    this.#fold = new RunFold(id);
  }

  #tail(): EventTail {
    return new EventTail(this.store, this.id, this.reading.bounds ?? wide, aboutTask);
  }

  /**
   * Reads what came since the last call; true when anything a list shows has changed.
   *
   * @param until as for a `RunReader`
   */
  refresh(until?: number): boolean {
    // First whether the writer lives, then what it wrote: one that ends in between has written its end.
    const alive = this.reading.untouched ? this.#seemsAlive() : isClaimed(this.store, this.id);
    const stamp = stampOf(this.#path);
    // A log only ever grows: this is another one.
    const replaced = stamp.size < this.#stamp.size;
    if (replaced) {
      this.#events = this.#tail();
      this.#fold = new RunFold(this.id);
    }
    const read = this.#read(until);
    const died = this.#alive && !alive;
    this.#alive = alive;
    this.#stamp = stamp;
    return read || died || replaced;
  }

  #read(until?: number): boolean {
    let changed = this.#events.fault !== null;
    for (const event of this.#events.read(until)) {
      this.#fold.apply(event);
      changed = true;
    }
    return changed || this.#events.fault !== null;
  }

  #seemsAlive(): boolean {
    const writer = this.#fold.run(false)?.process;
    return writer !== undefined && writer.host === hostname() && isProcess(writer.pid);
  }

  /** As of the last `refresh`; null when the log has no readable beginning. */
  get row(): RunRow | null {
    const { fault } = this.#events;
    if (fault !== null) return unreadableRow(this.id, fault);
    this.#fold.seen(this.#events.skippedAt);
    const run = this.#fold.run(!this.#alive && !this.isBehind);
    return run === null ? null : rowOf(this.id, run);
  }

  /** There was no time for all that is there. */
  get isBehind(): boolean {
    return this.#events.isBehind;
  }

  /** The log as it was just before it was read. */
  get stamp(): Stamp {
    return this.#stamp;
  }

  /** Nothing more is expected to come, neither events nor output. Tags may, long after. */
  isSettled(at: number = now()): boolean {
    if (this.#events.fault !== null) return true;
    if (this.#alive) return false;
    return this.#fold.ended || Math.abs(at - this.#newest().changed) > settlingTime;
  }

  #newest(): Stamp {
    return this.#stamp.size < 0 ? stampOf(runFolder(this.store, this.id)) : this.#stamp;
  }
}

/** A run's row read from its files, as it stands. */
export function readRow(store: string, id: string): RunRow | null {
  const summary = new RunSummary(store, id);
  summary.refresh();
  return summary.row;
}
