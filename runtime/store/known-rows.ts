import { type RunEntry, RunTable } from './index-runs.js';
import { openForReading } from './index-tables.js';
import { runFile } from './paths/places.js';
import { runIds } from './run-ids.js';
import type { RunRow } from './run-row.js';
import { readRow } from './run-summary.js';
import { isSame, stampOf } from './stamp.js';

/**
 * The rows of a store's runs, newest first, for whoever only reads: what the index says of a run, where its log is still what the
 * index has seen of it, and what the log says otherwise. Nothing is written, and no more is read than is asked for.
 */
export function* knownRows(store: string): Generator<RunRow> {
  const index = new IndexedRows(store);
  try {
    for (const id of runIds(store)) {
      const known = index.get(id);
      const log = stampOf(runFile(store, id, 'events.jsonl'));
      const row = known?.settled && isSame(known.stamp, log) ? known.row : readRow(store, id);
      if (row !== null) yield row;
    }
  } finally {
    index.close();
  }
}

/** What an index says while it can be read, for it may be damaged, or be rewritten meanwhile. */
class IndexedRows {
  #runs: RunTable | null = null;

  constructor(store: string) {
    try {
      const db = openForReading(store);
      if (db !== null) this.#runs = new RunTable(db);
    } catch {
      // Then the logs say everything.
    }
  }

  get(id: string): RunEntry | undefined {
    try {
      return this.#runs?.get(id);
    } catch {
      this.close();
      return undefined;
    }
  }

  close(): void {
    this.#runs?.db.close();
    this.#runs = null;
  }
}
