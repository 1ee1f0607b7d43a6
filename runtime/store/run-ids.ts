import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRunId } from './run-id.js';

/** Ids of all runs of a store, newest first. */
export function runIds(store: string): string[] {
  try {
    return readdirSync(join(store, 'runs')).filter(isRunId).sort().reverse();
  } catch {
    return [];
  }
}
