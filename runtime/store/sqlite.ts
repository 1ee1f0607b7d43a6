import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';

/** Opens a database. SQLite is only loaded for the first: that takes as long as all else that a worker loads, and most never need it. */
export function openSqlite(path: string | URL, options: DatabaseSyncOptions = {}): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  return new DatabaseSync(path, options);
}

/** Node 22 says of it each time that it is experimental. What is used of it has been the same since, and nobody who runs a flow can do anything about it. */
export function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
