import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { LineTable } from './index-lines.js';
import { type RunEntry, RunTable } from './index-runs.js';
import { indexPath, openForReading } from './index-tables.js';
import { scanOutput } from './output-scan.js';
import { runFile } from './paths/places.js';
import { runIds } from './run-ids.js';
import type { RunRow } from './run-row.js';
import { readRow } from './run-summary.js';
import { isSame, noFile, stampOf } from './stamp.js';

/** How an index stands to the runs' files. */
export interface IndexCheck {
  /** What it says that the files do not, one sentence each: nothing but making it anew mends that. */
  readonly wrong: readonly string[];
  /** Runs that it has yet to see, or to see again, because they came, went or changed since it last looked. */
  readonly behind: readonly string[];
  /** Runs some of whose output it has yet to take in: it does so when somebody searches. */
  readonly unread: readonly string[];
}

/** Compares a store's index with the files it was made from: which runs there are, their rows, and their lines. Null when there is none. */
export function checkIndex(store: string): IndexCheck | null {
  for (let tries = 1; ; tries++) {
    const before = stampOf(indexPath(store));
    const check = checkOnce(store);
    // Somebody wrote it meanwhile, so that parts of it were compared with others.
    const changed = !isSame(before, stampOf(indexPath(store)));
    if (check === null || check.wrong.length === 0 || !changed || tries === 3) return check;
  }
}

function checkOnce(store: string): IndexCheck | null {
  let db: DatabaseSync | null = null;
  try {
    db = openForReading(store);
    return db === null ? null : compared(db, store);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { wrong: [`the index can't be read: ${why}`], behind: [], unread: [] };
  } finally {
    db?.close();
  }
}

function compared(db: DatabaseSync, store: string): IndexCheck {
  const wrong = damage(db);
  if (wrong.length > 0) return { wrong, behind: [], unread: [] };
  const runs = new RunTable(db);
  const present = new Set(runIds(store));
  const behind: string[] = [];
  for (const id of runs.ids()) {
    const entry = runs.get(id);
    const isThere = present.delete(id);
    if (entry === undefined) continue;
    if (!isThere || !entry.settled || !isSame(entry.stamp, stampOf(runFile(store, id, 'events.jsonl'))))
      behind.push(id);
    else wrong.push(...rowDifferences(entry, readRow(store, id)));
    wrong.push(...copyDifferences(db, entry));
  }
  behind.push(...present);
  const { wrong: wrongLines, unread } = comparedLines(db, store);
  return { wrong: [...wrong, ...wrongLines], behind: newestFirst(behind), unread: newestFirst(unread) };
}

function comparedLines(db: DatabaseSync, store: string): { wrong: string[]; unread: string[] } {
  const table = new LineTable(db, store);
  const wrong: string[] = [];
  const unread: string[] = [];
  let found = 0;
  const taken = db.prepare('SELECT run FROM outputs').all();
  const all = new Set([...taken.map(({ run }) => String(run)), ...runIds(store)]);
  for (const run of all) {
    const log = stampOf(runFile(store, run, 'output.log'));
    const output = table.output(run);
    const isCurrent = isSame(output?.stamp ?? noFile, log);
    if (!isCurrent) unread.push(run);
    if (output === undefined) continue;
    const has = table.count(output.place);
    found += has;
    const of = isCurrent ? linesOf(store, run) : output.lines;
    if (has !== of) wrong.push(`the index finds ${has} lines of the run ${run}, which has ${of}`);
  }
  const more = table.total() - found;
  if (more > 0) wrong.push(`the index finds ${more} lines of no run`);
  return { wrong, unread };
}

function newestFirst(ids: readonly string[]): string[] {
  return [...ids].sort().reverse();
}

/** What SQLite itself notices. */
function damage(db: DatabaseSync): string[] {
  return db
    .prepare('PRAGMA integrity_check(10)')
    .all()
    .map(row => String(row.integrity_check))
    .filter(message => message !== 'ok')
    .map(message => `the index is damaged: ${message}`);
}

function rowDifferences({ id, row }: RunEntry, now: RunRow | null): string[] {
  const written: RunRow | null = now === null ? null : JSON.parse(JSON.stringify(now));
  if (row === null || written === null) {
    if (row === written) return [];
    return [`the index says that the run ${id} ${row === null ? "can't" : 'can'} be read, which is not so`];
  }
  const names = Object.keys(written) as (keyof RunRow)[];
  return names
    .filter(name => !isDeepStrictEqual(row[name], written[name]))
    .map(name => `the index says of the run ${id} ${said(name, row)}, its log ${said(name, written)}`);
}

function said(name: keyof RunRow, row: RunRow): string {
  return `${name} ${JSON.stringify(row[name])}`;
}

/** What is filtered by stands in the index twice. */
function copyDifferences(db: DatabaseSync, { id, row }: RunEntry): string[] {
  const copy = db.prepare('SELECT flow, status, started_at FROM runs WHERE id = ?').get(id);
  const tags = db.prepare('SELECT tag FROM tags WHERE run = ? ORDER BY tag').all(id);
  const filtered = [copy?.flow, copy?.status, copy?.started_at, tags.map(({ tag }) => tag)];
  const shown =
    row === null ? [null, null, null, []] : [row.flow, row.status, row.startedAt, [...row.tags].sort()];
  return isDeepStrictEqual(filtered, shown) ? [] : [`the index filters the run ${id} by what it is not`];
}

/** As many as are taken in: one that is too long to be searched is passed over. */
function linesOf(store: string, run: string): number {
  const path = runFile(store, run, 'output.log');
  let lines = 0;
  for (
    let scan = scanOutput(store, path, 0, '');
    scan !== null;
    scan = scanOutput(store, path, scan.end, scan.mark)
  ) {
    lines += scan.lines.length;
    if (scan.whole) break;
  }
  return lines;
}
