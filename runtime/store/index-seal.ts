import { lookAt, readWhole, whyNoFile, writeWhole } from './paths/files.js';
import { storeFile } from './paths/places.js';
import { signed, userKey } from './user-key.js';

/**
 * The mark by which this user's own index is known again, in `index.seal`: which file it is, whether somebody has it open, and if nobody
 * has, what it looked like when it was last closed; signed with a key that only this user has. A store that came from elsewhere
 * may bring an index along, but no such mark of it.
 *
 * While it is open, it changes, and only says that it is the same file. So it stays where the process was killed.
 */
type State = 'open' | 'closed';

/** A mark has no more bytes. */
const most = 1_000;

/** Whether the index is one that this user made, and nothing else has written since. */
export function isSealed(store: string): boolean {
  const path = storeFile(store, 'index.db');
  const found = lookAt(path);
  if (found === null || whyNoFile(found) !== null) return false;
  // A journal is of no database in this mode, and SQLite would do what it says.
  if (lookAt(storeFile(store, 'index.db-journal')) !== null) return false;
  for (const side of ['index.db-wal', 'index.db-shm'] as const) {
    const beside = lookAt(storeFile(store, side));
    if (beside !== null && whyNoFile(beside) !== null) return false;
  }
  const key = userKey();
  const seal = key === null ? null : readSeal(store);
  if (key === null || seal === null) return false;
  // What lies beside a closed one has come from somewhere else.
  const isShared = lookAt(storeFile(store, 'index.db-wal')) !== null;
  return seal === sealText(key, store, 'open') || (!isShared && seal === sealText(key, store, 'closed'));
}

/** Notes that the index is in use from now on. @returns false when that can't be noted */
export function markOpen(store: string): boolean {
  return mark(store, 'open');
}

/** Notes what the index looks like now, unless it is another file than the one that was open, or somebody else has it open. */
export function markClosed(store: string, file: number): void {
  if (lookAt(storeFile(store, 'index.db'))?.ino !== file) return;
  if (lookAt(storeFile(store, 'index.db-wal')) === null) mark(store, 'closed');
}

function mark(store: string, state: State): boolean {
  const key = userKey();
  if (key === null) return false;
  const path = storeFile(store, 'index.seal');
  try {
    const text = sealText(key, store, state);
    if (readSeal(store) !== text) writeWhole(store, path, [Buffer.from(text)]);
    return true;
  } catch {
    return false;
  }
}

function readSeal(store: string): string | null {
  const path = storeFile(store, 'index.seal');
  try {
    return readWhole(store, path, most)?.toString('utf8') ?? null;
  } catch {
    // Whatever stands there instead is no mark of ours.
    return null;
  }
}

function sealText(key: Buffer, store: string, state: State): string {
  const found = lookAt(storeFile(store, 'index.db'));
  const file = `${found?.dev} ${found?.ino}`;
  const now = state === 'closed' ? ` ${found?.size} ${found?.mtimeMs} ${found?.ctimeMs}` : '';
  return `${state} ${signed(key, `index ${file} ${state}${now}`)}\n`;
}
