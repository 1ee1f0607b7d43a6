import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { isRunId } from '../model/names.js';
import { DamagedIndex } from './index-tables.js';
import type { RunFilter, RunRow } from './run-row.js';
import type { Stamp } from './stamp.js';

/** What the index knows of a run's folder, apart from its row. */
export interface IndexedRun {
  readonly id: string;
  /** The run's log when it was read. */
  readonly stamp: Stamp;
  /** Nothing more was expected. */
  readonly settled: boolean;
  /** It may have more output than was taken in. */
  readonly unread: boolean;
}

/** A run as it is put into the index; `row` is null when its log has no readable beginning. */
export interface RunEntry extends Omit<IndexedRun, 'unread'> {
  readonly row: RunRow | null;
}

const brief = 'SELECT id, size, changed, settled, unread FROM runs';

/** The index's table of runs. */
export class RunTable {
  readonly #put: StatementSync;
  readonly #addTag: StatementSync;
  readonly #removeTags: StatementSync;
  readonly #remove: StatementSync;
  readonly #one: StatementSync;
  readonly #older: StatementSync;
  readonly #markRead: StatementSync;

  constructor(readonly db: DatabaseSync) {
    this.#put = db.prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)');
    this.#addTag = db.prepare('INSERT OR IGNORE INTO tags VALUES (?, ?)');
    this.#removeTags = db.prepare('DELETE FROM tags WHERE run = ?');
    this.#remove = db.prepare('DELETE FROM runs WHERE id = ?');
    this.#one = db.prepare('SELECT * FROM runs WHERE id = ?');
    this.#older = db.prepare(`${brief} WHERE id < ? ORDER BY id DESC LIMIT ?`);
    this.#markRead = db.prepare('UPDATE runs SET unread = 0 WHERE id = ?');
  }

  put({ id, row, stamp, settled }: RunEntry): void {
    const text = row === null ? null : JSON.stringify(row);
    this.#put.run(
      id,
      row?.flow ?? null,
      row?.status ?? null,
      row?.startedAt ?? null,
      text,
      sumOf(id, text, stamp, settled),
      stamp.size,
      stamp.changed,
      settled ? 1 : 0,
    );
    this.#removeTags.run(id);
    for (const tag of row?.tags ?? []) this.#addTag.run(tag, id);
  }

  remove(id: string): void {
    this.#remove.run(id);
    this.#removeTags.run(id);
  }

  /** All of the run's output has been taken in. */
  markRead(id: string): void {
    this.#markRead.run(id);
  }

  /** Newest first. */
  list(filter: RunFilter): RunRow[] {
    const where = ['row IS NOT NULL'];
    const values: SQLInputValue[] = [];
    const add = (clause: string, value: string | number | undefined) => {
      if (value === undefined) return;
      where.push(clause);
      values.push(value);
    };
    add('flow = ?', filter.flow);
    add('status = ?', filter.status);
    add('started_at >= ?', filter.since);
    add('id IN (SELECT run FROM tags WHERE tag = ?)', filter.tag);
    return this.db
      .prepare(
        `SELECT id, row, sum, size, changed, settled FROM runs WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ?`,
      )
      .all(...values, filter.limit ?? 1000)
      .map(readRow)
      .filter(row => row !== null);
  }

  /** Undefined when the index does not know the run. */
  get(id: string): RunEntry | undefined {
    const found = this.#one.get(id);
    if (found === undefined) return undefined;
    return { ...indexedRun(found), row: readRow(found) };
  }

  ids(): string[] {
    // One long text is read in a tenth of the time of ten thousand short ones.
    const all = this.db.prepare('SELECT group_concat(id) AS ids FROM runs').get()?.ids;
    return typeof all === 'string' ? all.split(',').map(requireId) : [];
  }

  count(): number {
    return Number(this.db.prepare('SELECT count(*) AS n FROM runs WHERE row IS NOT NULL').get()?.n);
  }

  /** Newest first: every run, those of which more is expected, or those that may have more output than was taken in. */
  indexed(which: 'all' | 'open' | 'unread'): IndexedRun[] {
    return this.db.prepare(`${brief} ${conditions[which]} ORDER BY id DESC`).all().map(indexedRun);
  }

  /** Some runs older than one, newest first; without one the newest there are. */
  older(than: string | null, limit: number): IndexedRun[] {
    return this.#older.all(than ?? afterAll, limit).map(indexedRun);
  }
}

const conditions = { all: '', open: 'WHERE settled = 0', unread: 'WHERE unread = 1' };

/** Behind every id, which begin with digits. */
const afterAll = '~';

function requireId(id: string): string {
  if (isRunId(id)) return id;
  throw new DamagedIndex('the index has a run that can be none');
}

function indexedRun(found: Record<string, unknown>): IndexedRun {
  return {
    id: requireId(String(found.id)),
    stamp: { size: Number(found.size), changed: Number(found.changed) },
    settled: found.settled === 1,
    unread: found.unread === 1,
  };
}

function readRow(found: Record<string, unknown>): RunRow | null {
  const { id, stamp, settled } = indexedRun(found);
  const text = found.row === null ? null : String(found.row);
  if (sumOf(id, text, stamp, settled) !== found.sum) {
    throw new DamagedIndex(`what the index has of the run ${id} is damaged`);
  }
  return text === null ? null : (JSON.parse(text) as RunRow);
}

/** By which damage is noticed that leaves a database readable. */
function sumOf(id: string, row: string | null, { size, changed }: Stamp, settled: boolean): number {
  return crc32(`${id} ${size} ${changed} ${settled} ${row}`);
}
