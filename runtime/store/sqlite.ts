import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';

/** Opens a database. SQLite is only loaded for the first: that takes as long as all else that a worker loads, and most never need it. */
export function openSqlite(path: string | URL, options: DatabaseSyncOptions = {}): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  return new sqlite.DatabaseSync(path, options);
}
