import type { DatabaseSync } from 'node:sqlite';
import type { LogLine, Run, RunStatus } from '../model/index.js';
import { indexInMemory, isUseless, type OpenIndex, openIndex } from './index-tables.js';
import { OutputReader, RunReader } from './run-reader.js';
import { runIds } from './runs.js';

/** A run as a list shows it. */
export interface RunRow {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly mode: Run['mode'];
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly origin: string | null;
  readonly file: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly error: Run['error'];
}

export interface RunFilter {
  readonly flow?: string;
  readonly status?: RunStatus;
  readonly tag?: string;
  /** Runs started at this time or later, in milliseconds since 1970. */
  readonly since?: number;
  readonly limit?: number;
}

/**
 * `index.db`: what the runs' files say, arranged for lists and searches. It is only ever a copy: delete it, and it is made
 * again from the files. Whoever wants to read it brings it up to date first.
 */
export class Index {
  #open: OpenIndex;
  readonly #live = new Map<string, RunReader>();

  constructor(readonly store: string) {
    this.#open = openIndex(store);
  }

  get #db(): DatabaseSync {
    return this.#open.db;
  }

  close(): void {
    this.#db.close();
  }

  /** Brings the list of runs up to date. Runs that have ended are not read again. */
  refresh(): void {
    try {
      this.#refresh();
    } catch (error) {
      if (!this.#open.kept) throw error;
      this.#db.close();
      this.#live.clear();
      this.#open = isUseless(error) ? openIndex(this.store) : indexInMemory();
      this.#refresh();
    }
  }

  #refresh(): void {
    const settled = new Set<string>();
    const known = new Set<string>();
    for (const row of this.#db.prepare('SELECT id, settled FROM runs').all()) {
      known.add(String(row.id));
      if (row.settled === 1) settled.add(String(row.id));
    }
    const present = new Set(runIds(this.store));
    const changed: { run: Run; settled: boolean }[] = [];
    for (const id of present) {
      if (settled.has(id)) continue;
      const reader = this.#live.get(id) ?? new RunReader(this.store, id);
      this.#live.set(id, reader);
      const news = reader.refresh();
      if (reader.run !== null && (news || !known.has(id)))
        changed.push({ run: reader.run, settled: reader.over });
      if (reader.over) this.#live.delete(id);
    }
    const gone = [...known].filter(id => !present.has(id));
    if (changed.length === 0 && gone.length === 0) return;
    this.#write(() => {
      for (const entry of changed) this.#put(entry.run, entry.settled);
      for (const id of gone) this.#remove(id);
    });
  }

  /** Reads one run again, after something was added to its log behind its end. */
  reread(id: string): void {
    const reader = new RunReader(this.store, id);
    reader.refresh();
    const { run } = reader;
    if (run !== null) this.#write(() => this.#put(run, reader.over));
  }

  /** Newest first. */
  runs(filter: RunFilter = {}): RunRow[] {
    const where: string[] = [];
    const values: (string | number)[] = [];
    const add = (clause: string, value: string | number | undefined) => {
      if (value === undefined) return;
      where.push(clause);
      values.push(value);
    };
    add('flow = ?', filter.flow);
    add('status = ?', filter.status);
    add('started_at >= ?', filter.since);
    add('EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)', filter.tag);
    const sql = `SELECT * FROM runs ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY id DESC LIMIT ?`;
    return this.#db
      .prepare(sql)
      .all(...values, filter.limit ?? 1000)
      .map(rowOf);
  }

  /** How many runs there are. */
  count(): number {
    return Number(this.#db.prepare('SELECT count(*) AS n FROM runs').get()?.n ?? 0);
  }

  /** Lines of output that hold all the words of a query, newest run first. */
  search(query: string, limit = 200): (LogLine & { readonly run: string })[] {
    this.refreshLines();
    const words = query.split(/\s+/).filter(word => word !== '');
    if (words.length === 0) return [];
    const match = words.map(word => `"${word.replaceAll('"', '""')}"*`).join(' ');
    return this.#db
      .prepare(
        `SELECT lines.* FROM lines_text JOIN lines ON lines.id = lines_text.rowid
         WHERE lines_text MATCH ? ORDER BY lines.run DESC, lines.id LIMIT ?`,
      )
      .all(match, limit)
      .map(row => ({
        run: String(row.run),
        at: Number(row.at),
        stream: row.stream === 'err' ? ('err' as const) : ('out' as const),
        step: String(row.step),
        task: String(row.task),
        attempt: Number(row.attempt),
        text: String(row.text),
      }));
  }

  /** Takes in the output that came since the last time. @returns how many lines that was */
  refreshLines(): number {
    let count = 0;
    const offsetOf = this.#db.prepare('SELECT offset FROM outputs WHERE run = ?');
    const setOffset = this.#db.prepare('INSERT OR REPLACE INTO outputs VALUES (?, ?)');
    const addLine = this.#db.prepare(
      'INSERT INTO lines (run, at, stream, step, task, attempt, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    const addText = this.#db.prepare('INSERT INTO lines_text (rowid, text) VALUES (?, ?)');
    for (const id of runIds(this.store)) {
      this.#write(() => {
        const offset = Number(offsetOf.get(id)?.offset ?? 0);
        const reader = new OutputReader(this.store, id, offset);
        for (const line of reader.read()) {
          const { lastInsertRowid } = addLine.run(
            id,
            line.at,
            line.stream,
            line.step,
            line.task,
            line.attempt,
            line.text,
          );
          addText.run(lastInsertRowid, line.text);
          count++;
        }
        if (reader.offset !== offset) setOffset.run(id, reader.offset);
      });
    }
    return count;
  }

  #put(run: Run, settled: boolean): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        run.id,
        run.flow,
        run.status,
        run.mode,
        run.startedAt,
        run.endedAt,
        run.origin,
        run.file,
        JSON.stringify(run.parameters),
        JSON.stringify(run.tags),
        run.error === null ? null : JSON.stringify(run.error),
        settled ? 1 : 0,
      );
  }

  #remove(id: string): void {
    this.#db.prepare('DELETE FROM runs WHERE id = ?').run(id);
    this.#db.prepare('DELETE FROM outputs WHERE run = ?').run(id);
    this.#db
      .prepare(
        "INSERT INTO lines_text (lines_text, rowid, text) SELECT 'delete', id, text FROM lines WHERE run = ?",
      )
      .run(id);
    this.#db.prepare('DELETE FROM lines WHERE run = ?').run(id);
  }

  #write(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function rowOf(row: Record<string, unknown>): RunRow {
  return {
    id: String(row.id),
    flow: String(row.flow),
    status: row.status as RunStatus,
    mode: row.mode as Run['mode'],
    startedAt: Number(row.started_at),
    endedAt: row.ended_at === null ? null : Number(row.ended_at),
    origin: row.origin === null ? null : String(row.origin),
    file: String(row.file),
    parameters: JSON.parse(String(row.parameters)) as Record<string, unknown>,
    tags: JSON.parse(String(row.tags)) as string[],
    error: row.error === null ? null : (JSON.parse(String(row.error)) as Run['error']),
  };
}
