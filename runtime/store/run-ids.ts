import { isRunId } from '../model/names.js';
import { wide } from './bounds.js';
import { entriesOf } from './paths/files.js';
import { storeFolderPath } from './paths/places.js';

/** Ids of all runs of a store, newest first: folders of its own, and no links to others. */
export function runIds(store: string, most = wide.runs): string[] {
  const ids: string[] = [];
  for (const entry of entriesOf(store, storeFolderPath(store, 'runs'), most)) {
    if (entry.isDirectory() && isRunId(entry.name)) ids.push(entry.name);
  }
  return ids.sort().reverse();
}
