import type { DatabaseSync } from 'node:sqlite';
import { lookAt, makeFile, removeFile, whyNoFile } from './paths/files.js';
import { runFile } from './paths/places.js';
import { openSqlite } from './sqlite.js';

/**
 * Whether the process that writes a run is alive, with no heartbeat: it holds an exclusive SQLite lock on a file in the
 * run's folder, and the operating system lets go of the lock when the process ends, however it ends. SQLite gives
 * the same lock on every platform. Nothing is ever written into that file: one that is not empty is none of ours, and is not opened,
 * nor is one beside which lies what SQLite would act upon.
 */

/** What SQLite says when another process holds the lock; a file it can't read at all is nobody's. */
const busy = 5;

export interface Claim {
  release(): void;
}

/** Claims a run whose folder has just been made, so that nothing can lie in it. */
export function claim(store: string, run: string): Claim {
  const path = runFile(store, run, 'lock');
  makeFile(store, path);
  const db = openSqlite(path);
  db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  return {
    release() {
      db.close();
      try {
        removeFile(store, path);
      } catch {
        // A reader has it open at this moment, which Windows minds. A file that nobody has locked says the same.
      }
    },
  };
}

/** True while the process that claimed the run lives. */
export function isClaimed(store: string, run: string): boolean {
  const path = runFile(store, run, 'lock');
  if (!isLock(path)) return false;
  let db: DatabaseSync;
  try {
    db = openSqlite(path, { readOnly: true, timeout: 0 });
  } catch {
    return false;
  }
  try {
    // Takes a shared lock, which readers can hold together and the owner's exclusive one forbids.
    db.exec('SELECT count(*) FROM sqlite_schema');
    return false;
  } catch (error) {
    return error instanceof Error && 'errcode' in error && error.errcode === busy;
  } finally {
    db.close();
  }
}

function isLock(path: string): boolean {
  const found = lookAt(path);
  if (found === null || whyNoFile(found) !== null || found.size > 0) return false;
  return ['-journal', '-wal', '-shm'].every(end => lookAt(path + end) === null);
}

/** Whether a process of this machine is there: for who may not take a lock in the folder. Another may have its number by now. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
