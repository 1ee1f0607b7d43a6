import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { stripVTControlCharacters } from 'node:util';
import type { LogLine } from '../model/event.js';
import { DamagedIndex } from './index-tables.js';
import { linesAt, type Scan, scanOutput } from './output-scan.js';
import { runFile } from './paths/places.js';
import { isSame, type Stamp, stampOf } from './stamp.js';

/** How far the output of a run was read, and what of the log was seen then. */
export interface IndexedOutput {
  readonly place: number;
  /** In bytes. */
  readonly readTo: number;
  readonly mark: string;
  readonly lines: number;
  readonly stamp: Stamp;
}

/** More of a run's output, read but not yet taken in. */
export interface Piece {
  readonly run: string;
  /** What was known before; it must still be so when this is taken in. */
  readonly before: IndexedOutput | undefined;
  /** The log is another than before, or shorter: its lines are taken in from its beginning. */
  readonly anew: boolean;
  readonly scan: Scan;
  readonly stamp: Stamp;
}

/** A line's name is its run's place and, in this many bits, the byte at which it begins. What is beyond is not found. */
const offsetBits = 32;
const furthest = 2 ** offsetBits;
/** Where the first run's lines are placed, and how far apart runs are, so that one from elsewhere finds a place between. */
const middle = 2 ** 30;
const apart = 4096;

/** Reads on in a run's output where it was left; null when there is nothing new. */
export function nextPiece(store: string, run: string, before: IndexedOutput | undefined): Piece | null {
  const path = runFile(store, run, 'output.log');
  const stamp = stampOf(path);
  if (stamp.size < 0 && before === undefined) return null;
  if (before !== undefined && isSame(stamp, before.stamp)) return null;
  const known = before === undefined ? null : scanOutput(store, path, before.readTo, before.mark);
  const scan = known ?? scanOutput(store, path, 0, '') ?? nothing;
  return { run, before, anew: before !== undefined && known === null, scan, stamp };
}

const nothing: Scan = { lines: [], end: 0, mark: '', whole: true };

/** The size of a log that was not read to its end: no log has it, so it is read on. */
const unread = -2;

export interface FoundLine extends LogLine {
  readonly run: string;
}

/** By the table of the full-text search that has the names in order: the search itself would look at all of them. */
const ofPlace = `FROM lines_text_docsize WHERE id >= ? << ${offsetBits} AND id < (? + 1) << ${offsetBits}`;

/** The index's full-text search over output, and its table of how far each output was read. */
export class LineTable {
  readonly #output: StatementSync;
  readonly #putOutput: StatementSync;
  readonly #removeOutput: StatementSync;
  readonly #newer: StatementSync;
  readonly #older: StatementSync;
  readonly #atPlace: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #count: StatementSync;
  readonly #find: StatementSync;

  constructor(
    readonly db: DatabaseSync,
    readonly store: string,
  ) {
    this.#output = db.prepare('SELECT * FROM outputs WHERE run = ?');
    this.#putOutput = db.prepare('INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#removeOutput = db.prepare('DELETE FROM outputs WHERE run = ?');
    this.#newer = db.prepare('SELECT place FROM outputs WHERE run > ? ORDER BY run LIMIT 1');
    this.#older = db.prepare('SELECT place FROM outputs WHERE run < ? ORDER BY run DESC LIMIT 1');
    this.#atPlace = db.prepare('SELECT run FROM outputs WHERE place = ?');
    this.#add = db.prepare(`INSERT INTO lines_text (rowid, text) VALUES ((? << ${offsetBits}) | ?, ?)`);
    this.#remove = db.prepare(`DELETE FROM lines_text WHERE rowid IN (SELECT id ${ofPlace})`);
    this.#count = db.prepare(`SELECT count(*) AS n ${ofPlace}`);
    this.#find = db.prepare(
      `SELECT rowid >> ${offsetBits} AS place, rowid & ${furthest - 1} AS at
       FROM lines_text WHERE lines_text MATCH ? ORDER BY rowid LIMIT ?`,
    );
  }

  output(run: string): IndexedOutput | undefined {
    const found = this.#output.get(run);
    if (found === undefined) return undefined;
    return {
      place: Number(found.place),
      readTo: Number(found.read_to),
      mark: String(found.mark),
      lines: Number(found.lines),
      stamp: { size: Number(found.size), changed: Number(found.changed) },
    };
  }

  /** @returns how many lines were taken in; null when another process was faster */
  put({ run, before, anew, scan, stamp }: Piece): number | null {
    const now = this.output(run);
    if (now?.readTo !== before?.readTo || now?.mark !== before?.mark || now?.place !== before?.place) {
      return null;
    }
    if (anew && before !== undefined) this.#remove.run(before.place, before.place);
    const place = before?.place ?? this.#freePlace(run);
    const lines = scan.lines.filter(({ at }) => at < furthest);
    for (const { at, line } of lines) this.#add.run(place, at, stripVTControlCharacters(line.text));
    this.#putOutput.run(
      run,
      place,
      scan.end,
      scan.mark,
      lines.length + (anew ? 0 : (before?.lines ?? 0)),
      scan.whole ? stamp.size : unread,
      stamp.changed,
    );
    return lines.length;
  }

  remove(run: string): void {
    const output = this.output(run);
    if (output === undefined) return;
    this.#remove.run(output.place, output.place);
    this.#removeOutput.run(run);
  }

  /** How many lines can be found in all. */
  total(): number {
    return Number(this.db.prepare('SELECT count(*) AS n FROM lines_text_docsize').get()?.n);
  }

  /** How many lines can be found of the run at a place. */
  count(place: number): number {
    return Number(this.#count.get(place, place)?.n);
  }

  #freePlace(run: string): number {
    const of = (statement: StatementSync) => {
      const place = statement.get(run)?.place;
      return place === undefined ? null : Number(place);
    };
    const place = placeBetween(of(this.#newer), of(this.#older));
    if (place === null) throw new DamagedIndex('there is no place left for a run');
    return place;
  }

  /** Lines that hold all words of a query, newest run first, in the order they were printed. */
  find(query: string, limit: number): FoundLine[] {
    const match = matchFor(query);
    if (match === null) return [];
    const placesOf = new Map<number, number[]>();
    for (const { place, at } of this.#find.all(match, limit)) {
      const places = placesOf.get(Number(place)) ?? [];
      placesOf.set(Number(place), places);
      places.push(Number(at));
    }
    return [...placesOf].flatMap(([place, places]) => this.#linesOf(place, places));
  }

  #linesOf(place: number, places: readonly number[]): FoundLine[] {
    const run = this.#atPlace.get(place)?.run;
    if (typeof run !== 'string') throw new DamagedIndex('a line of no run was found');
    // The log of a run that has just been removed can't be read; any other has a line where one was found.
    const lines = linesAt(this.store, runFile(this.store, run, 'output.log'), places) ?? [];
    return lines.map(line => {
      if (line === null) throw new DamagedIndex(`no line begins where one was found in the run ${run}`);
      return { run, ...line };
    });
  }
}

/** A place for a run between a newer one's and an older one's; null when there is none. Later ones shall find room beside it. */
export function placeBetween(newer: number | null, older: number | null): number | null {
  if (newer === null) {
    const place = older === null ? middle : older - apart;
    return place > 0 ? place : null;
  }
  if (older === null) return newer + apart < 2 * middle ? newer + apart : null;
  // Runs are taken in newest first, so that most of the room is needed on the older side.
  const place = newer + Math.ceil((older - newer) / 32);
  return place < older ? place : null;
}

/** A query for the full-text search, in which nothing but a `*` at a word's end has a meaning; null without a word. */
function matchFor(query: string): string | null {
  const words = query.split(/[\s\0]+/).filter(word => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return null;
  return words.map(word => `"${word.replaceAll('"', '""')}"${word.endsWith('*') ? '*' : ''}`).join(' ');
}
