import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './content.js';
import { eventFile, parseEvent } from './event-log.js';
import { Objects } from './objects.js';
import { referencesOf } from './references.js';
import { runIds } from './run-ids.js';
import { readRun, runFolder } from './run-reader.js';

/** Reads everything a store holds and says what of it is damaged, one sentence each. Changes nothing. */
export function verifyStore(store: string): string[] {
  const objects = new Objects(store);
  const verified = new Map<string, string | null>();
  const problems: string[] = [];
  for (const id of runIds(store)) {
    problems.push(...damagedLines(store, id));
    const run = readRun(store, id);
    if (run === null) {
      problems.push(`the run ${id} has no readable beginning`);
      continue;
    }
    for (const { hash, what } of referencesOf(objects, run)) {
      let wrong = verified.get(hash);
      if (wrong === undefined) {
        wrong = whatIsWrong(objects, hash);
        verified.set(hash, wrong);
      }
      if (wrong !== null) problems.push(`the run ${id}: ${what} ${wrong}`);
    }
  }
  return problems;
}

function whatIsWrong(objects: Objects, hash: string): string | null {
  if (!objects.has(hash)) return `is missing (object ${hash})`;
  try {
    return hashOf(objects.get(hash)) === hash ? null : `has changed (object ${hash})`;
  } catch {
    return `can't be read (object ${hash})`;
  }
}

/** A last line that a dying process left torn is no damage: what it would have said never came about. */
function damagedLines(store: string, id: string): string[] {
  let text: string;
  try {
    text = readFileSync(join(runFolder(store, id), eventFile), 'utf8');
  } catch {
    return [];
  }
  const lines = text.split('\n');
  lines.pop();
  return lines.flatMap((line, i) =>
    parseEvent(line) === null ? [`the run ${id}: line ${i + 1} of its log is no event`] : [],
  );
}
