import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Whether the process that writes a run is alive, with no heartbeat: it holds an exclusive SQLite lock on a file in the
 * run's folder, and the operating system lets go of the lock when the process ends, however it ends. SQLite gives
 * the same lock on every platform.
 */
const lockFile = 'lock';

/** What SQLite says when another process holds the lock; a file it can't read at all is nobody's. */
const busy = 5;

export interface Claim {
  release(): void;
}

export function claim(folder: string): Claim {
  const path = join(folder, lockFile);
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  return {
    release() {
      db.close();
      try {
        rmSync(path, { force: true });
      } catch {
        // A reader has it open at this moment, which Windows minds. A file that nobody has locked says the same.
      }
    },
  };
}

/** True while the process that claimed the folder lives. */
export function isClaimed(folder: string): boolean {
  const path = join(folder, lockFile);
  if (!existsSync(path)) return false;
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: 0 });
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
