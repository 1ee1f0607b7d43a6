import { wide } from './bounds.js';
import { parseEvent } from './event-tail.js';
import { LineTail } from './line-tail.js';
import { Objects } from './objects.js';
import { runFile } from './paths/places.js';
import { CodeVersions, referencesOf } from './references.js';
import { runIds } from './run-ids.js';
import { RunReader } from './run-reader.js';

/** Reads everything a store holds and says what of it is damaged, one sentence each. Changes nothing. */
export function verifyStore(store: string): string[] {
  const objects = new Objects(store);
  const versions = new CodeVersions(objects);
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
    let said = 0;
    for (const { hash, size, what } of referencesOf(run, versions.of(run))) {
      let wrong = verified.get(hash);
      if (wrong === undefined) {
        wrong = objects.whatIsWrong(hash, size);
        verified.set(hash, wrong);
      }
      if (wrong !== null && ++said <= mostNamed) problems.push(`the run ${id}: ${what} ${wrong}`);
    }
    if (said > mostNamed) problems.push(`the run ${id}: so it is with ${said - mostNamed} more objects`);
  }
  return problems;
}

/** Of one run's damaged lines, and of its damaged objects, so many are named. */
const mostNamed = 20;

/** A last line that a dying process left torn is no damage: what it would have said never came about. */
function damagedLines(store: string, id: string): string[] {
  const tail = new LineTail(store, runFile(store, id, 'events.jsonl'), { line: wide.line });
  const damaged: string[] = [];
  let number = 0;
  let wrong = 0;
  do {
    for (const line of tail.read()) {
      number++;
      if (parseEvent(line) !== null) continue;
      wrong++;
      if (wrong <= mostNamed) damaged.push(`the run ${id}: line ${number} of its log is no event`);
    }
  } while (!tail.isAtEnd);
  if (wrong > mostNamed)
    damaged.push(`the run ${id}: ${wrong - mostNamed} more lines of its log are no events`);
  return damaged;
}
