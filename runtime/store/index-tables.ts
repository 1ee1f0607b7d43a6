import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isOwnStore } from './home.js';
import { isSealed, markClosed, markOpen } from './index-seal.js';
import { lookAt, makeFile, removeFile } from './paths/files.js';
import { storeFile } from './paths/places.js';
import { openSqlite } from './sqlite.js';

/** Raised when the tables change: an index of another shape is thrown away and made again. */
const shape = 3;

/** By which an index is told from any other SQLite file: the letters `STWL`. */
const application = 0x5354574c;

/**
 * `runs` has a row for every folder, also for one that can't be read (`row` is null then). `row` is what a list shows, with `sum` to
 * know that it is undamaged; `flow`, `status` and `started_at` say parts of it again, to be filtered by. `size` and `changed`
 * are those of the log when it was read, `settled` says that no more is expected, `unread` that there may be more output.
 *
 * `outputs` says how far the output of a run was read. `lines_text` finds words: its rows are named by a run's `place` and the
 * byte at which the line begins in the run's own log, and nothing else is kept of a line. Newer runs have smaller places, so that
 * in the order of the rows the newest run's lines come first.
 */
const tables = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, flow TEXT, status TEXT, started_at REAL, row TEXT, sum INTEGER NOT NULL,
    size INTEGER NOT NULL, changed REAL NOT NULL, settled INTEGER NOT NULL, unread INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_by_flow ON runs (flow, id);
  CREATE INDEX runs_by_status ON runs (status, id);
  CREATE INDEX runs_open ON runs (id) WHERE settled = 0;
  CREATE INDEX runs_unread ON runs (id) WHERE unread = 1;
  CREATE TABLE tags (tag TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (tag, run)) STRICT, WITHOUT ROWID;
  CREATE INDEX tags_by_run ON tags (run);
  CREATE TABLE outputs (
    run TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE, read_to INTEGER NOT NULL, mark TEXT NOT NULL,
    lines INTEGER NOT NULL, size INTEGER NOT NULL, changed REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE lines_text USING fts5(text, content='', contentless_delete=1);
  CREATE TABLE making (id TEXT NOT NULL) STRICT;
`;

export interface OpenIndex {
  readonly db: DatabaseSync;
  /** Which file it is; null when it lasts only as long as whoever asked for it. */
  readonly file: number | null;
}

/** What of an index lies beside it. */
const sides = ['index.db-wal', 'index.db-shm', 'index.db-journal'] as const;

/**
 * Opens a store's index, and makes it when it is missing; one that is useless is thrown away first. One that this user has not made is not
 * even opened: a database may hold what takes for ever to be asked, or have a journal beside it that writes elsewhere.
 */
export function openIndex(store: string): OpenIndex {
  const path = indexPath(store);
  const found = fileAt(path);
  try {
    // What is written into another user's folder is that user's to change.
    if (!isOwnStore(store)) return indexInMemory();
    return found === null ? alone(store, () => madeIndex(store)) : openExisting(store);
  } catch (error) {
    return isUseless(error) ? replaceIndex(store, found) : indexInMemory();
  }
}

function openExisting(store: string): OpenIndex {
  if (!isSealed(store)) throw new DamagedIndex('something else than stepwell has written it');
  const db = openDatabase(indexPath(store));
  markOpen(store);
  return { db, file: fileAt(indexPath(store)) };
}

/** Only with its mark an index is known again, so that one which can't be marked is not worth a file. */
function madeIndex(store: string): OpenIndex {
  const path = indexPath(store);
  if (fileAt(path) !== null) return openExisting(store);
  for (const side of sides) removeFile(store, storeFile(store, side));
  makeFile(store, path);
  if (!markOpen(store)) {
    removeFile(store, path);
    return indexInMemory();
  }
  return { db: openDatabase(path), file: fileAt(path) };
}

/** Throws an index away and makes it anew, but for one that another process has replaced meanwhile. Nothing in it is worth mending. */
export function replaceIndex(store: string, useless: number | null): OpenIndex {
  const path = indexPath(store);
  try {
    return alone(store, () => {
      if (fileAt(path) === useless) {
        for (const name of ['index.db', ...sides] as const) removeFile(store, storeFile(store, name));
      }
      return madeIndex(store);
    });
  } catch {
    return indexInMemory();
  }
}

/** Two processes that remove and make the same files at once would leave parts of both. Nothing is ever written into the file that is locked. */
function alone<T>(store: string, work: () => T): T {
  const path = storeFile(store, 'index.lock');
  makeFile(store, path);
  const isOurs =
    lookAt(path)?.size === 0 && ['-journal', '-wal', '-shm'].every(end => lookAt(path + end) === null);
  if (!isOurs) throw new Error('index.lock is no lock of stepwell');
  const lock = openSqlite(path, { timeout: 10_000 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return work();
  } finally {
    lock.close();
  }
}

function fileAt(path: string): number | null {
  return lookAt(path)?.ino ?? null;
}

/** For a store that can only be read, is somebody else's, or whose disk is full. */
export function indexInMemory(): OpenIndex {
  return { db: openDatabase(':memory:'), file: null };
}

/**
 * A store's index for reading alone, without touching a file of it; null when there is none. It may lag behind the runs, and be
 * damaged: whoever asks it checks what it says.
 *
 * @throws when it can't be read, or is no index of this version and this user
 */
export function openForReading(store: string): DatabaseSync | null {
  const path = indexPath(store);
  if (fileAt(path) === null) return null;
  if (!isSealed(store)) throw new DamagedIndex('something else than stepwell has written it');
  // SQLite would make these two to read the third; when there are none, nobody else has it open, and it is complete.
  const isShared = fileAt(`${path}-wal`) !== null && fileAt(`${path}-shm`) !== null;
  const url = pathToFileURL(path);
  if (!isShared) url.searchParams.set('immutable', '1');
  const db = openSqlite(url, { readOnly: true, timeout: 1_000 });
  try {
    db.exec('PRAGMA trusted_schema = OFF');
    if (shapeOf(db) !== shape) throw new OtherShape('it is not an index that this version of stepwell made');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Closes an index. Whoever is the last to do so notes what the file looks like, by which the next to open it knows that nothing else has written
 * it: a database that was overwritten in places may well be readable, and find less than there is.
 */
export function closeIndex(store: string, { db, file }: OpenIndex): void {
  db.close();
  if (file !== null) markClosed(store, file);
}

export function indexPath(store: string): string {
  return storeFile(store, 'index.db');
}

function openDatabase(path: string): DatabaseSync {
  const db = openSqlite(path, { timeout: 5_000 });
  try {
    db.exec('PRAGMA trusted_schema = OFF');
    const found = shapeOf(db);
    if (found !== 'empty' && found !== shape) throw new OtherShape();
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    if (found === 'empty') createTables(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Null for a database that is no index at all. */
function shapeOf(db: DatabaseSync): number | 'empty' | null {
  const about = db
    .prepare(
      `SELECT (SELECT count(*) FROM sqlite_schema) AS tables, user_version AS shape, application_id AS application
       FROM pragma_user_version, pragma_application_id`,
    )
    .get();
  if (about?.tables === 0) return 'empty';
  if (about?.application !== application) return null;
  return Number(about.shape) === shape && hasOwnSchema(db) ? shape : null;
}

/** What an index of ours has in its schema, as SQLite writes it down: read off one that was just made. */
let ownSchema: string | null = null;

/** It has our tables and nothing else: no view, no trigger, no other column. */
function hasOwnSchema(db: DatabaseSync): boolean {
  ownSchema ??= schemaOfOurs();
  return schemaOf(db) === ownSchema;
}

function schemaOfOurs(): string {
  const db = openSqlite(':memory:');
  try {
    db.exec(tables);
    return schemaOf(db);
  } finally {
    db.close();
  }
}

function schemaOf(db: DatabaseSync): string {
  const rows = db
    .prepare(
      'SELECT type, name, tbl_name, substr(sql, 1, 5000) AS sql FROM sqlite_schema ORDER BY type, name LIMIT 100',
    )
    .all();
  return JSON.stringify(rows.map(({ type, name, tbl_name, sql }) => [type, name, tbl_name, sql]));
}

function createTables(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been faster.
    if (shapeOf(db) === 'empty') {
      db.exec(`PRAGMA application_id = ${application}; PRAGMA user_version = ${shape}; ${tables}`);
      nameMaking(db);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Empties an index in place, for those who have it open. */
export function emptyIndex(db: DatabaseSync): void {
  db.exec(
    "DELETE FROM runs; DELETE FROM tags; DELETE FROM outputs; INSERT INTO lines_text (lines_text) VALUES ('delete-all')",
  );
  nameMaking(db);
}

function nameMaking(db: DatabaseSync): void {
  db.exec('DELETE FROM making');
  db.prepare('INSERT INTO making VALUES (?)').run(randomUUID());
}

/** Another word for every time the index was made or emptied. */
export function makingOf(db: DatabaseSync): string {
  const making = db.prepare('SELECT id FROM making').get()?.id;
  if (typeof making !== 'string') throw new DamagedIndex('the index does not say when it was made');
  return making;
}

/** The file is damaged, is no database, or is another one than ours: it is thrown away. */
export function isUseless(error: unknown): boolean {
  if (error instanceof OtherShape || error instanceof DamagedIndex) return true;
  if (!(error instanceof Error && 'errcode' in error)) return false;
  // One that lacks a table or column says only that a statement is wrong.
  return damaged.has(Number(error.errcode) & 0xff) || /^no such (table|column)/.test(error.message);
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damaged = new Set([11, 26]);

/** Another process writes it and did not come to an end in time. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

class OtherShape extends Error {}

/** What the index says can't be. */
export class DamagedIndex extends Error {}
