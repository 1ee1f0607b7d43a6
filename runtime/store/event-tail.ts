import type { RunEvent } from '../model/event.js';
import { type Bounds, whyNotParsed, wide } from './bounds.js';
import { isEvent } from './event-shape.js';
import { LineTail } from './line-tail.js';
import { runFile } from './paths/places.js';

/** Where others wait, so much is read before they get their turn. */
const smallPiece = 128 * 1024;

/** Reads the events of a run's log, and reads on as it grows. */
export class EventTail {
  readonly #lines: LineTail;
  #fault: string | null = null;
  #isBehind = false;
  #number = 0;

  /** @param skipped beginnings of lines that are of no interest */
  constructor(
    store: string,
    run: string,
    readonly bounds: Bounds = wide,
    readonly skipped: string | null = null,
  ) {
    const { line, events } = bounds;
    this.#lines = new LineTail(store, runFile(store, run, 'events.jsonl'), { line, file: events });
  }

  /** What came since the last call, or what of it could be read in time: `until` is of `performance.now()`. */
  *read(until = Number.POSITIVE_INFINITY): Generator<RunEvent> {
    const limit = until === Number.POSITIVE_INFINITY ? undefined : smallPiece;
    this.#isBehind = false;
    for (let lines = this.#next(limit); lines.length > 0; lines = this.#next(limit)) {
      for (const line of lines) {
        this.#number++;
        if (this.skipped !== null && line.startsWith(this.skipped)) continue;
        const why = whyNotParsed(line);
        if (why !== null) return this.fail(`line ${this.#number} of its log ${why}`);
        const event = parseEvent(line);
        if (event !== null) yield event;
        if (this.#fault !== null) return;
      }
      if (performance.now() < until) continue;
      this.#isBehind = true;
      return;
    }
  }

  #next(limit: number | undefined): string[] {
    return this.#fault === null ? this.#lines.read(limit) : [];
  }

  /** Nothing more is read, for what was read makes no sense. */
  fail(why: string): void {
    this.#fault ??= why;
  }

  /** There was no time for all that is there. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Why nothing more is read of the log; null while all is well. */
  get fault(): string | null {
    const { fault } = this.#lines;
    return this.#fault ?? (fault === null ? null : `its log can't be read: ${fault}`);
  }

  /** In bytes. */
  get offset(): number {
    return this.#lines.offset;
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
