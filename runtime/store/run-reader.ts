import { hostname } from 'node:os';
import { elapsed } from '../clock.js';
import { RunFold } from '../model/fold.js';
import type { LogLine, Run, RunEvent } from '../model/index.js';
import { type Bounds, wide } from './bounds.js';
import { EventTail } from './event-tail.js';
import { LineTail } from './line-tail.js';
import { isClaimed, isProcess } from './liveness.js';
import { OpenLines } from './open-lines.js';
import { parseRecord } from './output-log.js';
import { runFile } from './paths/places.js';
import { readableText } from './raw-text.js';

/** How a reader goes about it. */
export interface Reading {
  /** Default: `wide`. */
  readonly bounds?: Bounds;
  /**
   * Nothing in the store may be touched, not even a lock be asked for, as in a folder that nobody trusts: whether a run's process lives is
   * then told by its number alone. Default: false.
   */
  readonly untouched?: boolean;
}

/** Reads one run's files, and reads on as they grow, whichever process writes them. */
export class RunReader {
  readonly #events: EventTail;
  readonly #fold: RunFold;
  readonly #isUntouched: boolean;
  #credited = 0;
  #alive = true;

  constructor(
    readonly store: string,
    readonly id: string,
    readonly onEvent?: (event: RunEvent) => void,
    { bounds = wide, untouched = false }: Reading = {},
  ) {
    this.#events = new EventTail(store, id, bounds);
    this.#fold = new RunFold(id, bounds.work);
    this.#isUntouched = untouched;
  }

  /**
   * Reads what came since the last call; true when anything about the run has changed.
   *
   * @param until when others want their turn, by `performance.now()`: what is left is read by the next call
   */
  refresh(until?: number): boolean {
    if (this.#fold.ended && !this.#alive) return this.#read(until);
    // First whether the writer lives, then what it wrote: one that ends in between has written its end.
    const alive = this.#isUntouched ? this.#seemsAlive() : isClaimed(this.store, this.id);
    const wasBehind = this.isBehind;
    const changed = this.#read(until);
    // Of one that is gone it is known how it ended when all that it wrote has been read.
    const died = !alive && (this.#alive || (wasBehind && !this.isBehind));
    this.#alive = alive;
    return changed || died;
  }

  #read(until?: number): boolean {
    const wasWell = this.fault === null;
    let changed = false;
    for (const event of this.#events.read(until)) {
      this.#fold.credit(this.#events.offset - this.#credited);
      this.#credited = this.#events.offset;
      this.#fold.apply(event);
      if (this.#fold.isOverworked)
        this.#events.fail(
          `its log asks for more work than ${this.#events.bounds.who} does for a run of its length`,
        );
      else this.onEvent?.(event);
      changed = true;
    }
    return changed || (wasWell && this.fault !== null);
  }

  #seemsAlive(): boolean {
    const writer = this.#fold.run(false)?.process;
    return writer === undefined || (writer.host === hostname() && isProcess(writer.pid));
  }

  /** The run as of the last `refresh`; null while nothing of it has been written, and of one that can't be read. */
  get run(): Run | null {
    return this.fault === null ? this.#fold.run(!this.#alive && !this.isBehind) : null;
  }

  /** Why the run can't be read; null while all is well. */
  get fault(): string | null {
    return this.#events.fault;
  }

  /** There was no time for all that is there. */
  get isBehind(): boolean {
    return this.#events.isBehind;
  }

  /** Nothing more will come, but for tags. */
  get over(): boolean {
    return this.fault !== null || (!this.isBehind && (this.#fold.ended || !this.#alive));
  }
}

/** A run read once, as it stands. */
export function readRun(store: string, id: string): Run | null {
  const reader = new RunReader(store, id);
  reader.refresh();
  return reader.run;
}

/**
 * A run's lines of output, in the order they were whole; calling `read` again gives what came since. What has no end yet stands in `open`, and
 * of a run that is over it is what was printed last by processes that were killed together with whoever ran them.
 */
export class OutputReader {
  readonly #lines: LineTail;
  readonly #open: OpenLines;
  #isBehind = false;

  constructor(store: string, id: string, offset = 0, bounds: Bounds = wide) {
    this.#lines = new LineTail(
      store,
      runFile(store, id, 'output.log'),
      { line: bounds.output, cut: true, read: readableText },
      offset,
    );
    this.#open = new OpenLines(bounds.output);
  }

  get offset(): number {
    return this.#lines.offset;
  }

  /** Lines that have no end yet, as far as they were printed when that was last read. */
  get open(): readonly LogLine[] {
    return this.#open.lines;
  }

  /** Another number whenever `open` may have changed. */
  get openChanges(): number {
    return this.#open.changes;
  }

  /** Why nothing of it is read; null while all is well. */
  get fault(): string | null {
    return this.#lines.fault;
  }

  /** There was no time for all that is there. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** @param until as for a `RunReader` */
  *read(until = Number.POSITIVE_INFINITY): Generator<LogLine> {
    this.#isBehind = false;
    do {
      if (elapsed() >= until) {
        this.#isBehind = true;
        return;
      }
      for (const text of this.#lines.read()) {
        const record = parseRecord(text);
        const line = record === null ? null : this.#open.take(record);
        if (line !== null) yield line;
      }
    } while (!this.#lines.isAtEnd);
  }
}

/** All lines of a run's output as they stand, those without an end last. */
export function* linesOf(store: string, run: string): Generator<LogLine> {
  const reader = new OutputReader(store, run);
  yield* reader.read();
  yield* reader.open;
}
