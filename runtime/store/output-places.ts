import { elapsed } from '../clock.js';
import type { LogLine } from '../model/event.js';
import { OpenLines } from './open-lines.js';
import { linesAt, scanRecords } from './output-scan.js';
import { runFile } from './paths/places.js';

/** Of whom lines are wanted; of everybody where nothing is said. */
export interface OutputFilter {
  readonly step?: string;
  readonly task?: string;
  readonly attempt?: number;
}

interface Speaker {
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
}

/** So many lines of a run are known; there is no list in which more can be found. */
const mostLines = 20_000_000;
/** Lists that are kept beside that of all lines. */
const mostViews = 8;
/** Characters of lines without an end. */
const mostOpen = 64 * 1024;

/**
 * Where each line of a run's output begins, and whose it is: twelve bytes a line, so that of any filter any stretch can be read without what stands
 * around it. Reads on as the log grows.
 */
export class OutputPlaces {
  readonly #path: string;
  #at = new Float64Array(1024);
  #who = new Uint32Array(1024);
  #count = 0;
  #speakers: Speaker[] = [];
  #numbers = new Map<string, number>();
  #views = new Map<string, View>();
  #open = new OpenLines(mostOpen);
  #end = 0;
  #mark = '';

  constructor(
    readonly store: string,
    readonly run: string,
  ) {
    this.#path = runFile(store, run, 'output.log');
  }

  /** Another number whenever lines without an end may have changed. */
  get openChanges(): number {
    return this.#open.changes;
  }

  /** There are more lines than can be known. */
  get isFull(): boolean {
    return this.#count >= mostLines;
  }

  /**
   * Takes in what was printed since the last time.
   *
   * @param until when others want their turn, by `elapsed()`
   * @returns whether there was time for all
   */
  read(until = Number.POSITIVE_INFINITY): boolean {
    for (;;) {
      const scan = scanRecords(this.store, this.#path, this.#end, this.#mark);
      if (scan === null) {
        // There is none, or another one.
        if (this.#end > 0) this.#forget();
        return true;
      }
      this.#end = scan.end;
      this.#mark = scan.mark;
      for (const { at, record } of scan.records) {
        const line = this.#open.take(record);
        if (line !== null && !this.isFull) this.#put(at, line);
      }
      if (scan.whole) return true;
      if (elapsed() >= until) return false;
    }
  }

  /** How many lines there are of these. */
  count(filter: OutputFilter): number {
    return this.#view(filter)?.count ?? this.#count;
  }

  /** Lines from a place in the list of these on, as many as there are; null for one that is not there any more. */
  lines(filter: OutputFilter, from: number, count: number): readonly (LogLine | null)[] {
    const view = this.#view(filter);
    const last = Math.min(from + count, view?.count ?? this.#count);
    const places: number[] = [];
    for (let at = Math.max(0, from); at < last; at++)
      places.push(this.#at[view === null ? at : (view.lines[at] ?? 0)] ?? 0);
    return linesAt(this.store, this.#path, places) ?? [];
  }

  /** Lines of these that have no end yet, in the order in which they began. */
  open(filter: OutputFilter): readonly LogLine[] {
    return this.#open.lines.filter(line => isOf(line, filter));
  }

  #put(at: number, { step, task, attempt }: LogLine): void {
    if (this.#count === this.#at.length) {
      this.#at = grown(this.#at, new Float64Array(this.#count * 2));
      this.#who = grown(this.#who, new Uint32Array(this.#count * 2));
    }
    this.#at[this.#count] = at;
    this.#who[this.#count] = this.#numberOf({ step, task, attempt });
    this.#count++;
  }

  #numberOf(speaker: Speaker): number {
    const key = `${speaker.step}/${speaker.task} ${speaker.attempt}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#speakers.length;
    this.#speakers.push(speaker);
    this.#numbers.set(key, number);
    return number;
  }

  /** Null where all lines are wanted. */
  #view(filter: OutputFilter): View | null {
    if (filter.step === undefined && filter.attempt === undefined) return null;
    const key = JSON.stringify([filter.step, filter.task, filter.attempt]);
    const view = this.#views.get(key) ?? new View(filter);
    // The one that was asked for last is last.
    this.#views.delete(key);
    this.#views.set(key, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > mostViews && oldest !== undefined) this.#views.delete(oldest);
    view.take(this.#who.subarray(0, this.#count), this.#speakers);
    return view;
  }

  #forget(): void {
    this.#count = 0;
    this.#speakers = [];
    this.#numbers = new Map();
    this.#views = new Map();
    this.#open = new OpenLines(mostOpen);
    this.#end = 0;
    this.#mark = '';
  }
}

/** The lines of some speakers, as numbers of all lines. */
class View {
  lines = new Uint32Array(256);
  count = 0;
  #seen = 0;
  readonly #wanted: boolean[] = [];

  constructor(readonly filter: OutputFilter) {}

  take(who: Uint32Array, speakers: readonly Speaker[]): void {
    for (const speaker of speakers.slice(this.#wanted.length)) this.#wanted.push(isOf(speaker, this.filter));
    for (; this.#seen < who.length; this.#seen++) {
      if (!this.#wanted[who[this.#seen] ?? 0]) continue;
      if (this.count === this.lines.length) this.lines = grown(this.lines, new Uint32Array(this.count * 2));
      this.lines[this.count++] = this.#seen;
    }
  }
}

function isOf(speaker: Speaker, { step, task, attempt }: OutputFilter): boolean {
  return (
    (step === undefined || speaker.step === step) &&
    (task === undefined || speaker.task === task) &&
    (attempt === undefined || speaker.attempt === attempt)
  );
}

function grown<T extends Float64Array | Uint32Array>(before: T, larger: T): T {
  larger.set(before);
  return larger;
}
