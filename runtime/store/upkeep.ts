import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { EventLog } from './event-log.js';
import { unwritable } from './home.js';
import { Index } from './index-db.js';
import { isClaimed } from './liveness.js';
import { runFolder } from './run-reader.js';

/** Adds and removes tags, behind the run's end too. */
export function tagRun(store: string, id: string, add: readonly string[], remove: readonly string[]): void {
  const log = new EventLog(store, runFolder(store, id), error => {
    throw error;
  });
  log.append({ type: 'run.tagged', at: Date.now(), add, remove });
  log.close();
  const index = new Index(store);
  index.reread(id);
  index.close();
}

/** @throws Refusal when the run is still running. */
export function removeRun(store: string, id: string): void {
  const folder = runFolder(store, id);
  if (isClaimed(folder)) {
    throw new Refusal('usage', `the run ${id} is still running: cancel it first`);
  }
  try {
    // Under a name that is no run's, so that a reader sees all of it or nothing.
    const doomed = join(store, 'runs', `.removed-${id}`);
    renameSync(folder, doomed);
    rmSync(doomed, { recursive: true, force: true });
  } catch (cause) {
    throw unwritable(store, cause);
  }
}
