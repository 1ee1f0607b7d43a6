import { elapsed } from '../clock.js';
import { type FindText, patternOf } from '../model/find-text.js';
import { lastState, withoutEscapes } from '../model/output-text.js';
import { parseRecord } from './output-log.js';
import type { OutputFilter, OutputPlaces } from './output-places.js';
import { readableText } from './raw-text.js';

/** So many bytes are looked through at a time. */
const piece = 1 << 20;
/** Places that are kept; of more only how many there are. */
const mostPlaces = 50_000;
/** Of a longer line no more is looked through, in characters. */
const longestLine = 1_000_000;

/** Looks through the output of a run, of all or of some, as far as its places are known; and on, as they grow. */
export class OutputSearch {
  readonly #places: number[] = [];
  readonly #pattern: RegExp;
  /** Whether it can be looked for in the bytes themselves, which stand for themselves there. */
  readonly #isPlain: boolean;
  #count = 0;
  #next = 0;

  constructor(
    readonly output: OutputPlaces,
    readonly filter: OutputFilter,
    readonly find: FindText,
  ) {
    this.#pattern = patternOf(find);
    this.#isPlain = /^[\x20-\x7e]+$/.test(find.text);
  }

  /** In how many lines it is. */
  get count(): number {
    return this.#count;
  }

  /** Where those lines stand in the list of these; the first ones, where there are very many. */
  get places(): readonly number[] {
    return this.#places;
  }

  /**
   * @param until when others want their turn, by `elapsed()`
   * @returns whether there was time for all that is known
   */
  on(until = Number.POSITIVE_INFINITY): boolean {
    while (this.#next < this.output.count({})) {
      const { bytes, starts } = this.output.bytes(this.#next, piece);
      const isBare = !bytes.includes(0x1b) && !bytes.includes(0x0d);
      if (this.#isPlain && isBare) this.#inBytes(this.#next, bytes, starts);
      else this.#inLines(this.#next, bytes, starts);
      this.#next += starts.length;
      if (elapsed() >= until) break;
    }
    return this.#next >= this.output.count({});
  }

  /** In what has neither colours nor states: a hit is a byte, and its line the one that it stands in. */
  #inBytes(first: number, bytes: Buffer, starts: Float64Array): void {
    const text = bytes.toString('latin1');
    const pattern = new RegExp(this.#pattern.source, this.#pattern.flags);
    for (let line = 0; ; ) {
      const match = pattern.exec(text);
      if (match === null) return;
      while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= match.index) line++;
      const start = starts[line] ?? 0;
      // What stands before the text is the record's own.
      const said = start + headLength(text, start);
      if (match.index < said) {
        pattern.lastIndex = said;
        continue;
      }
      const end = starts[line + 1] ?? text.length;
      // Behind the line there may be pieces of others.
      if (match.index < text.indexOf('\n', start)) this.#found(first + line);
      pattern.lastIndex = end;
      if (end >= text.length) return;
    }
  }

  #inLines(first: number, bytes: Buffer, starts: Float64Array): void {
    for (const [line, start] of starts.entries()) {
      const record = parseRecord(readableText(lineAt(bytes, start)));
      if (record === null) continue;
      const said = withoutEscapes(lastState(record.line.text.slice(0, longestLine)));
      this.#pattern.lastIndex = 0;
      if (this.#pattern.test(said)) this.#found(first + line);
    }
  }

  #found(line: number): void {
    const place = this.output.placeAmong(this.filter, line);
    if (place === null) return;
    this.#count++;
    if (this.#places.length < mostPlaces) this.#places.push(place);
  }
}

/** How the line that begins there goes on up to its text: `AT STREAM STEP/TASK ATTEMPT `. */
function headLength(text: string, start: number): number {
  let at = start;
  for (let blanks = 0; blanks < 4; blanks++) at = text.indexOf(' ', at) + 1;
  return at - start;
}

function lineAt(bytes: Buffer, start: number): Buffer {
  const end = bytes.indexOf(10, start);
  return bytes.subarray(start, end === -1 ? bytes.length : end);
}
