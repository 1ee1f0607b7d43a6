import { elapsed } from '../clock.js';
import type { LogLine } from '../model/event.js';
import { OpenLines } from './open-lines.js';
import { parseRecord } from './output-log.js';
import { beginningsAt, bytesOf, type LineBeginning, type Stretch, stretchOf } from './output-scan.js';
import { runFile } from './paths/places.js';
import { readableText } from './raw-text.js';

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

interface Head {
  readonly number: number;
  /** It is no part of a line, nor one of which parts have come before. */
  readonly isWhole: boolean;
}

/** So many lines of a run are known; there is no list in which more can be found. */
const mostLines = 20_000_000;
/** Lists that are kept beside that of all lines. */
const mostViews = 8;
/** Heads of lines that are remembered. */
const mostHeads = 1_000_000;
/** A longer head is none, in bytes. */
const longestHead = 8_192;
/** Bytes of a line that are shown. */
const longestShown = 64 * 1024;
/** Bytes of a line that are read; of a longer one the beginning. */
const longestLine = 16 * 1024 * 1024;
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
  /** By what stands between the time of a line and its text. */
  #heads = new Map<string, Head | null>();
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
      const stretch = stretchOf(this.store, this.#path, this.#end, this.#mark);
      if (stretch === null) {
        // There is none, or another one.
        if (this.#end > 0) this.#forget();
        return true;
      }
      // A line that is too long to be read at once is one all the same.
      if (stretch.bytes.length === 0 && stretch.end > this.#end) this.#takeLong(this.#end);
      this.#end = stretch.end;
      this.#mark = stretch.mark;
      this.#take(stretch);
      if (stretch.whole) return true;
      if (elapsed() >= until) return false;
    }
  }

  /** How many lines there are of these. */
  count(filter: OutputFilter): number {
    return this.#view(filter)?.count ?? this.#count;
  }

  /** Lines from a place in the list of these on, as many as there are, long ones cut; null for one that is not there any more. */
  lines(filter: OutputFilter, from: number, count: number): readonly (LineBeginning | null)[] {
    const view = this.#view(filter);
    const last = Math.min(from + count, view?.count ?? this.#count);
    const places: number[] = [];
    for (let at = Math.max(0, from); at < last; at++)
      places.push(this.#at[view === null ? at : (view.lines[at] ?? 0)] ?? 0);
    return beginningsAt(this.store, this.#path, places, longestShown) ?? [];
  }

  /** About so many bytes of the log, from one of all lines on: at least that line, and where in them each begins. */
  bytes(first: number, most: number): { readonly bytes: Buffer; readonly starts: Float64Array } {
    const begin = this.#at[first] ?? 0;
    let behind = first + 1;
    while (behind < this.#count && (this.#at[behind] ?? 0) - begin < most) behind++;
    const end = behind < this.#count ? (this.#at[behind] ?? 0) : this.#end;
    const bytes = bytesOf(this.store, this.#path, begin, Math.min(end, begin + most + longestLine));
    return { bytes, starts: this.#at.slice(first, behind).map(at => at - begin) };
  }

  /** Where one of all lines stands among these; null where it is none of them. */
  placeAmong(filter: OutputFilter, line: number): number | null {
    const view = this.#view(filter);
    if (view === null) return line;
    let [low, high] = [0, view.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((view.lines[middle] ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    return low < view.count && view.lines[low] === line ? low : null;
  }

  /** Lines of these that have no end yet, in the order in which they began. */
  open(filter: OutputFilter): readonly LogLine[] {
    return this.#open.lines.filter(line => isOf(line, filter));
  }

  #takeLong(at: number): void {
    const bytes = bytesOf(this.store, this.#path, at, at + longestHead);
    const head = headOf(bytes, 0, bytes.length);
    const who = head === null ? null : this.#whoSays(head);
    if (who?.isWhole) this.#put(at, who.number);
  }

  /** Reads of each line no more than whose it is, unless it is a part of one: there may be millions. */
  #take({ bytes, begin }: Stretch): void {
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const head = headOf(bytes, at, end);
      const who = head === null ? null : this.#whoSays(head);
      if (who?.isWhole) this.#put(begin + at, who.number);
      else if (who !== null) {
        const record = parseRecord(readableText(bytes.subarray(at, end)));
        const line = record && this.#open.take(record);
        if (line !== null) this.#put(begin + at, who.number);
      }
      at = end + 1;
    }
  }

  #put(at: number, number: number): void {
    if (this.isFull) return;
    if (this.#count === this.#at.length) {
      this.#at = grown(this.#at, new Float64Array(this.#count * 2));
      this.#who = grown(this.#who, new Uint32Array(this.#count * 2));
    }
    this.#at[this.#count] = at;
    this.#who[this.#count] = number;
    this.#count++;
  }

  /** Who says a line with that head, and whether it is a whole one; null where it is no head. */
  #whoSays(head: string): Head | null {
    const known = this.#heads.get(head);
    if (known !== undefined) return known;
    const record = parseRecord(`0 ${Buffer.from(head, 'latin1').toString('utf8')} `);
    let who: Head | null = null;
    if (record !== null) {
      const { step, task, attempt } = record.line;
      who = { number: this.#numberOf({ step, task, attempt }), isWhole: record.kind === 'line' };
    }
    // What is none may be anything, again and again.
    if (this.#heads.size < mostHeads) this.#heads.set(head, who);
    return who;
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
    this.#heads = new Map();
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

/** What stands between the time and the text of the line in `bytes` from `at` to `end`, as Latin 1; null where that is none. */
function headOf(bytes: Buffer, at: number, end: number): string | null {
  const most = Math.min(end, at + longestHead);
  let first = 0;
  let blanks = 0;
  for (let i = at; i < most; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== 0x20) {
      // The time is nothing but digits.
      if (blanks === 0 && (byte < 0x30 || byte > 0x39 || i - at > 15)) return null;
    } else if (++blanks === 1) first = i + 1;
    else if (blanks === 4) return first === at + 1 ? null : bytes.toString('latin1', first, i);
  }
  return null;
}
