import { elapsed } from '../clock.js';
import { wide } from './bounds.js';
import { type FoundLine, LineTable, nextPiece, type Piece } from './index-lines.js';
import { type IndexedRun, type RunEntry, RunTable } from './index-runs.js';
import {
  closeIndex,
  emptyIndex,
  indexInMemory,
  isBusy,
  isUseless,
  makingOf,
  type OpenIndex,
  openIndex,
  replaceIndex,
} from './index-tables.js';
import { isRealFolder } from './paths/files.js';
import { runFile, runFolder } from './paths/places.js';
import { Rounds } from './rounds.js';
import { RunList } from './run-list.js';
import type { Reading } from './run-reader.js';
import type { RunFilter, RunRow } from './run-row.js';
import { RunSummary } from './run-summary.js';
import { isSame, stampOf } from './stamp.js';

/** What is written at once: other processes wait for it. */
const mostRuns = 500;
/** The same, where this process has others waiting itself. */
const fewRuns = 20;
const mostLines = 10_000;
/** So many known runs are looked at anew at a time, where this process has others waiting. */
const aPage = 1_000;

/** How often another process is waited for, five seconds each, before the runs are read without it. */
const patience = 6;

/**
 * `index.db`: what the runs' files say, arranged for lists and searches. It is only ever a copy: delete it, and it is made
 * again from the files. Whoever wants to read it brings it up to date first.
 *
 * That is cheap the second time. Runs that go on, new and newest ones, and those that came or went are looked at each time; a
 * change to an old run by something that does not know of the index is found within the next looks, or by whoever opens it next.
 */
export class Index {
  #open: OpenIndex;
  #runs: RunTable;
  #lines: LineTable;
  #making = '';
  readonly #list: RunList;
  readonly #rounds = new Rounds();
  readonly #outputRounds = new Rounds();
  /** Readers of runs that go on, so that only what is new of their logs is read. */
  readonly #live = new Map<string, RunSummary>();

  /** What is still to be looked at, when there was no time for all. */
  readonly #waiting = new Map<string, IndexedRun | undefined>();

  /** @param reading how runs are read; in a store that may not be touched the index is kept in memory */
  constructor(
    readonly store: string,
    readonly reading: Reading = {},
  ) {
    this.#list = new RunList(store, (reading.bounds ?? wide).runs);
    this.#open = reading.untouched ? indexInMemory() : openIndex(store);
    [this.#runs, this.#lines] = this.#tables();
  }

  close(): void {
    this.#list.close();
    closeIndex(this.store, this.#open);
  }

  /**
   * Brings the list of runs up to date.
   *
   * @param until when others want their turn, by `performance.now()`: the rest is looked at by the next call
   * @returns false when there was no time for all
   */
  refresh(until = Number.POSITIVE_INFINITY): boolean {
    return this.#mended(() => this.#refresh(until));
  }

  /** Reads one run again, after something was added to its log behind its end. */
  reread(id: string): void {
    this.#mended(() => {
      this.#waiting.set(id, undefined);
      this.#look(Number.POSITIVE_INFINITY);
    });
  }

  /** Newest first, by their ids: of two runs that one process started, the later one is first whatever the clock did. */
  runs(filter: RunFilter = {}): RunRow[] {
    return this.#mended(() => this.#runs.list(filter));
  }

  /** How many runs there are. */
  count(): number {
    return this.#mended(() => this.#runs.count());
  }

  /**
   * Lines of output that hold all the words of a query, in capitals or not; newest run first, and the lines of a run in their
   * order. A `*` at the end of a word stands for the rest of one, which may take longer.
   */
  search(query: string, limit = 200): FoundLine[] {
    return this.#mended(() => {
      this.#refreshLines();
      return this.#lines.find(query, limit);
    });
  }

  /** Takes in the output that came since the last time. @returns how many lines that was */
  refreshLines(): number {
    return this.#mended(() => this.#refreshLines());
  }

  /** Forgets everything, to make it anew; for other processes that have the index open, too. */
  clear(): void {
    this.#mended(() => this.#write(() => emptyIndex(this.#open.db)));
  }

  #tables(): [RunTable, LineTable] {
    try {
      return [new RunTable(this.#open.db), new LineTable(this.#open.db, this.store)];
    } catch (error) {
      if (!isUseless(error)) throw error;
      this.#open.db.close();
      this.#open = replaceIndex(this.store, this.#open.file);
      return [new RunTable(this.#open.db), new LineTable(this.#open.db, this.store)];
    }
  }

  /** Does something, and again with a new index when this one turns out to be useless, or with one in memory when it can't be written. */
  #mended<T>(work: () => T): T {
    for (let tries = 1; ; tries++) {
      try {
        if (tries > 1) this.#refresh();
        return work();
      } catch (error) {
        const { file } = this.#open;
        if (file === null || !(isUseless(error) || isOfDatabase(error))) throw error;
        if (isBusy(error) && tries < patience) continue;
        this.#reopen(isUseless(error) && tries === 1 ? () => replaceIndex(this.store, file) : indexInMemory);
      }
    }
  }

  #reopen(open: () => OpenIndex): void {
    this.#open.db.close();
    this.#open = open();
    [this.#runs, this.#lines] = this.#tables();
    this.#live.clear();
  }

  #refresh(until = Number.POSITIVE_INFINITY): boolean {
    this.#noticeMaking();
    const looks = this.#waiting;
    const inTurns = until !== Number.POSITIVE_INFINITY;
    if (looks.size > 0 && inTurns) return this.#lookedAt(until);
    const listed = this.#list.news(until);
    if (listed === 'unfinished') return false;
    if (listed !== null) {
      const present = new Set(listed);
      for (const id of this.#runs.ids()) {
        // Whether it is gone is seen when it is looked at: it may have come since.
        if (!present.delete(id)) looks.set(id, undefined);
      }
      for (const id of present) looks.set(id, undefined);
      if (inTurns && elapsed() >= until) return false;
    }
    for (const known of this.#rounds.next(this.#runs, inTurns ? aPage : undefined))
      looks.set(known.id, known);
    for (const known of this.#runs.indexed('open')) looks.set(known.id, known);
    return this.#lookedAt(until);
  }

  /** @returns whether all that was known was looked at once, and there was time for what was to be */
  #lookedAt(until: number): boolean {
    return this.#look(until) && !this.#rounds.isFirst;
  }

  /** One that another process has made anew holds nothing of what this one believes. */
  #noticeMaking(): void {
    const making = makingOf(this.#open.db);
    if (making === this.#making) return;
    this.#making = making;
    this.#list.forget();
    this.#rounds.restart();
    this.#outputRounds.restart();
    this.#live.clear();
    this.#waiting.clear();
  }

  /** Looks whether runs are what the index knows of them, and puts those that are not. @returns whether there was time for all */
  #look(until: number): boolean {
    const most = until === Number.POSITIVE_INFINITY ? mostRuns : fewRuns;
    let news: (RunEntry | string)[] = [];
    const put = () => {
      if (news.length === 0) return;
      try {
        this.#write(() => {
          for (const entry of news) {
            if (typeof entry === 'string') this.#remove(entry);
            else this.#runs.put(entry);
          }
        });
      } catch (error) {
        // Looked at again when it is tried again.
        for (const entry of news) this.#waiting.set(typeof entry === 'string' ? entry : entry.id, undefined);
        throw error;
      }
      news = [];
    };
    for (const [id, known] of this.#waiting) {
      const entry = this.#newsOf(id, known, until);
      if (entry === 'unfinished') break;
      this.#waiting.delete(id);
      if (entry !== null) news.push(entry);
      if (news.length >= most) put();
      if (elapsed() >= until) break;
    }
    put();
    return this.#waiting.size === 0;
  }

  /** What is to be put for a run; its id when it is gone, null when all is as known. */
  #newsOf(id: string, known: IndexedRun | undefined, until: number): RunEntry | string | null {
    const stamp = stampOf(runFile(this.store, id, 'events.jsonl'));
    if (known?.settled && isSame(known.stamp, stamp)) return null;
    if (stamp.size < 0 && !isRealFolder(runFolder(this.store, id))) return id;
    const summary = this.#live.get(id) ?? new RunSummary(this.store, id, this.reading);
    const changed = summary.refresh(until);
    if (summary.isBehind) {
      this.#live.set(id, summary);
      return 'unfinished';
    }
    const settled = summary.isSettled();
    if (settled) this.#live.delete(id);
    else this.#live.set(id, summary);
    if (!changed && known?.settled === settled && !settled) return null;
    return { id, row: summary.row, stamp: summary.stamp, settled };
  }

  #remove(id: string): void {
    this.#live.delete(id);
    this.#runs.remove(id);
    this.#lines.remove(id);
  }

  #refreshLines(): number {
    this.#refresh();
    const waiting = new Map<string, IndexedRun>();
    for (const run of this.#outputRounds.next(this.#runs)) waiting.set(run.id, run);
    for (const run of this.#runs.indexed('unread')) waiting.set(run.id, run);
    let count = 0;
    // What another process was faster with, and what is too long for once, is looked at again.
    for (let runs = [...waiting.values()]; runs.length > 0; ) {
      const again: IndexedRun[] = [];
      for (const batch of this.#batches(runs)) {
        this.#write(() => {
          for (const { run, piece } of batch) {
            const taken = piece === null ? 0 : this.#lines.put(piece);
            count += taken ?? 0;
            if (taken === null || piece?.scan.whole === false) again.push(run);
            else if (run.settled) this.#runs.markRead(run.id);
          }
        });
      }
      runs = again;
    }
    return count;
  }

  /** The output of some runs, as much as is written at once; in the order of its names, which is how it is written fastest. */
  *#batches(runs: readonly IndexedRun[]): Generator<{ run: IndexedRun; piece: Piece | null }[]> {
    let batch: { run: IndexedRun; piece: Piece | null }[] = [];
    let size = 0;
    for (const run of [...runs].sort((a, b) => (a.id < b.id ? 1 : -1))) {
      const piece = nextPiece(this.store, run.id, this.#lines.output(run.id));
      if (piece === null && !(run.settled && run.unread)) continue;
      batch.push({ run, piece });
      size += piece?.scan.lines.length ?? 1;
      if (size < mostLines) continue;
      yield batch;
      batch = [];
      size = 0;
    }
    if (batch.length > 0) yield batch;
  }

  #write(work: () => void): void {
    const { db } = this.#open;
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      // Some errors have ended the transaction already.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The database can't be read or written as it is; a statement that makes no sense would make none elsewhere. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode !== 1;
}
