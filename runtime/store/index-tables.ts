import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Raised when the tables change: an index of another shape is thrown away and made again. */
const shape = 1;

const tables = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, flow TEXT NOT NULL, status TEXT NOT NULL, mode TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER, origin TEXT, file TEXT NOT NULL,
    parameters TEXT NOT NULL, tags TEXT NOT NULL, error TEXT, settled INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_by_flow ON runs (flow, id);
  CREATE TABLE outputs (run TEXT PRIMARY KEY, offset INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE lines (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, at INTEGER NOT NULL, stream TEXT NOT NULL,
    step TEXT NOT NULL, task TEXT NOT NULL, attempt INTEGER NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE lines_text USING fts5(text, content='lines', content_rowid='id');
  PRAGMA user_version = ${shape};
`;

export interface OpenIndex {
  readonly db: DatabaseSync;
  /** It is the store's own; otherwise it lasts as long as whoever asked for it. */
  readonly kept: boolean;
}

/** Opens a store's index, and makes it anew when it is missing or useless: nothing in it is worth mending. */
export function openIndex(store: string): OpenIndex {
  const path = indexPath(store);
  try {
    return { db: openDatabase(path), kept: true };
  } catch (error) {
    if (!isUseless(error)) return indexInMemory();
  }
  try {
    removeIndex(store);
    return { db: openDatabase(path), kept: true };
  } catch {
    return indexInMemory();
  }
}

/** For a store that can only be read, or whose disk is full. */
export function indexInMemory(): OpenIndex {
  return { db: openDatabase(':memory:'), kept: false };
}

/** Nothing is lost by it. */
export function removeIndex(store: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(indexPath(store) + end, { force: true });
}

function indexPath(store: string): string {
  return join(store, 'index.db');
}

function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const version = db.prepare('PRAGMA user_version').get()?.user_version;
    if (version === 0) createTables(db);
    else if (version !== shape) throw new OtherShape(`the index has shape ${version}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function createTables(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  // Another process may have been faster.
  if (db.prepare('PRAGMA user_version').get()?.user_version === 0) db.exec(tables);
  db.exec('COMMIT');
}

/** The file is damaged, is no database, or has tables of another shape. */
export function isUseless(error: unknown): boolean {
  return (
    error instanceof OtherShape ||
    (error instanceof Error && 'errcode' in error && damaged.has(Number(error.errcode) & 0xff))
  );
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damaged = new Set([11, 26]);

class OtherShape extends Error {}
