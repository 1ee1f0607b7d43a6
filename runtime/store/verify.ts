import { wide } from './bounds.js';
import { parseEvent } from './event-tail.js';
import { LineTail } from './line-tail.js';
import { Objects } from './objects.js';
import { runFile } from './paths/places.js';
import { codeVersionOf, referencesOf } from './references.js';
import { runIds } from './run-ids.js';
import { RunReader } from './run-reader.js';

/** Reads everything a store holds and says what of it is damaged, one sentence each. Changes nothing. */
export function verifyStore(store: string): string[] {
  const objects = new Objects(store);
  const verified = new Map<string, string | null>();
  const problems: string[] = [];
  for (const id of runIds(store)) {
    const reader = new RunReader(store, id);
    reader.refresh();
    const { run, fault } = reader;
    if (fault !== null) {
      problems.push(`the run ${id} can't be read: ${fault}`);
      continue;
    }
    problems.push(...damagedLines(store, id));
    if (run === null) {
      problems.push(`the run ${id} has no readable beginning`);
      continue;
    }
    for (const { hash, size, what } of referencesOf(run, codeVersionOf(objects, run))) {
      let wrong = verified.get(hash);
      if (wrong === undefined) {
        wrong = objects.whatIsWrong(hash, size);
        verified.set(hash, wrong);
      }
      if (wrong !== null) problems.push(`the run ${id}: ${what} ${wrong}`);
    }
  }
  return problems;
}

/** Damaged lines of one run that are named. */
const mostNamed = 20;

/** A last line that a dying process left torn is no damage: what it would have said never came about. */
function damagedLines(store: string, id: string): string[] {
  const tail = new LineTail(store, runFile(store, id, 'events.jsonl'), { line: wide.line });
  const damaged: string[] = [];
  let number = 0;
  let wrong = 0;
  for (let lines = tail.read(); lines.length > 0; lines = tail.read()) {
    for (const line of lines) {
      number++;
      if (parseEvent(line) !== null) continue;
      wrong++;
      if (wrong <= mostNamed) damaged.push(`the run ${id}: line ${number} of its log is no event`);
    }
  }
  if (wrong > mostNamed)
    damaged.push(`the run ${id}: ${wrong - mostNamed} more lines of its log are no events`);
  return damaged;
}
