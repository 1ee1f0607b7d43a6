import { now } from '../clock.js';
import { Refusal } from '../model/refusal.js';
import { requireTags } from '../model/tags.js';
import { EventLog } from './event-log.js';
import { unwritable } from './home.js';
import { Index } from './index-db.js';
import { isClaimed } from './liveness.js';
import { isRealFolder, move, removeEmpty, removeFile } from './paths/files.js';
import { removedFile, removedFolder, runFileNames, runFolder } from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';
import { readRun } from './run-reader.js';

/** Adds and removes tags, behind the run's end too. */
export function tagRun(store: string, id: string, add: readonly string[], remove: readonly string[]): void {
  const before = readRun(store, id)?.tags ?? [];
  requireTags([...new Set([...before.filter(tag => !remove.includes(tag)), ...add])]);
  const log = new EventLog(store, id, error => {
    throw error;
  });
  log.append({ type: 'run.tagged', at: now(), add, remove });
  log.close();
  const index = new Index(store);
  index.reread(id);
  index.close();
}

/**
 * Removes a run: the files that stepwell makes in a run's folder, and the folder. Whatever else lies there is left.
 *
 * @throws Refusal when the run is still running, or something of another kind lies in its folder
 */
export function removeRun(store: string, id: string): void {
  const folder = runFolder(store, id);
  if (!isRealFolder(folder)) throw new Unsafe(`${folder} is no folder of its own: it was left alone`);
  if (isClaimed(store, id)) {
    throw new Refusal('usage', `the run ${id} is still running: cancel it first`);
  }
  const doomed = removedFolder(store, id);
  try {
    move(store, folder, doomed);
  } catch (cause) {
    throw unwritable(store, cause);
  }
  if (!finishRemoval(store, id)) {
    throw new Unsafe(
      `the run ${id} was removed, but for something in its folder that is not stepwell's: look at ${doomed}, and remove it yourself`,
    );
  }
}

/**
 * Removes what is left of a run that was moved out of the way.
 *
 * @returns whether nothing is left of it
 */
export function finishRemoval(store: string, id: string): boolean {
  const doomed = removedFolder(store, id);
  try {
    for (const name of runFileNames) {
      try {
        removeFile(store, removedFile(store, id, name));
      } catch (error) {
        if (!(error instanceof Unsafe)) throw error;
      }
    }
    return removeEmpty(store, doomed);
  } catch (cause) {
    throw unwritable(store, cause);
  }
}
