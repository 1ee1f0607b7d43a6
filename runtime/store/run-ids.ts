import { isRunId } from '../model/names.js';
import { wide } from './bounds.js';
import { entriesOf } from './paths/files.js';
import { storeFolderPath } from './paths/places.js';

/** Ids of all runs of a store, newest first. */
export function runIds(store: string): string[] {
  return newestFirst([...eachRunId(store, wide.runs)].filter(id => id !== null));
}

/** Of each thing among the runs of a store its id, in no order: folders of its own, and no links to others. Null for anything else. */
export function* eachRunId(store: string, most: number): Generator<string | null> {
  for (const entry of entriesOf(store, storeFolderPath(store, 'runs'), most))
    yield entry.isDirectory() && isRunId(entry.name) ? entry.name : null;
}

export function newestFirst(ids: string[]): string[] {
  return ids.sort().reverse();
}
