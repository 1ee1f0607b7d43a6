import { elapsed } from '../clock.js';
import type { RunEvent } from '../model/event.js';
import { type Bounds, whyNotParsed, wide } from './bounds.js';
import { isEvent } from './event-shape.js';
import { LineTail } from './line-tail.js';
import { runFile } from './paths/places.js';

/** Where others wait, so much is read before they get their turn. */
const smallPiece = 128 * 1024;

/** The last moment that a date can be. */
const latest = 8.64e15;
/** Tasks of one event that are told at once. */
const someTasks = 5_000;

/** Reads the events of a run's log, and reads on as it grows. */
export class EventTail {
  readonly #lines: LineTail;
  #fault: string | null = null;
  #isBehind = false;
  #number = 0;
  #lastSkipped = '';
  /** What there was no time for of the piece that was read last. */
  #rest: Generator<RunEvent> = none();

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
    let isLast = false;
    for (;;) {
      for (let next = this.#rest.next(); !next.done; next = this.#rest.next()) {
        yield next.value;
        if (this.#fault !== null) return;
        if (limit !== undefined && elapsed() >= until) {
          this.#isBehind = true;
          return;
        }
      }
      if (isLast || this.#fault !== null) return;
      this.#rest = this.#events(this.#lines.read(limit));
      isLast = this.#lines.isAtEnd;
      // Within a long line there is nothing to give, but others want their turn.
      if (!isLast && limit !== undefined && elapsed() >= until) {
        this.#isBehind = true;
        return;
      }
    }
  }

  *#events(lines: readonly string[]): Generator<RunEvent> {
    for (const line of lines) {
      this.#number++;
      if (this.skipped !== null && line.startsWith(this.skipped)) {
        this.#lastSkipped = line;
        continue;
      }
      const why = whyNotParsed(line, this.bounds);
      if (why !== null) return this.fail(`line ${this.#number} of its log ${why}`);
      const event = parseEvent(line);
      if (event !== null) yield* inParts(event);
    }
  }

  /** When the last line was written of those that are of no interest, as it says; 0 when there was none. */
  get skippedAt(): number {
    const at = Number(/^.{0,100}?"at":(\d{1,16})\b/.exec(this.#lastSkipped)?.[1] ?? 0);
    return at <= latest ? at : 0;
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

function* none(): Generator<never> {}

/** An event that says the same of very many tasks, as several. */
function* inParts(event: RunEvent): Generator<RunEvent> {
  if (event.type !== 'tasks.queued' || event.tasks.length <= someTasks) yield event;
  else
    for (let at = 0; at < event.tasks.length; at += someTasks)
      yield { ...event, tasks: event.tasks.slice(at, at + someTasks) };
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
