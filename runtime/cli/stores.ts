import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { checkFormat, existingStore, namedStore, refuseForeign, storeFolder } from '../store/home.js';
import type { CommandLine } from './line.js';

/** The store that commands about past runs look into. @throws Refusal when there is none. */
export function requireStore(line: CommandLine): string {
  const asked = line.value('store');
  if (asked !== null) return requireAsked(namedStore(asked));
  const store = existingStore(process.cwd());
  if (store !== null && checkFormat(store)) return store;
  const named = process.env.STEPWELL_STORE;
  throw new Refusal(
    'store-missing',
    named
      ? `STEPWELL_STORE is ${named}, where there is no run store: run a flow first, or set it to another folder`
      : `there is no run store at or above ${process.cwd()}: run a flow first, or name the store with --store`,
  );
}

/** The store that is named, or that is there; null where there is none. */
export function existingStoreOf(line: CommandLine): string | null {
  if (line.value('store') !== null) return requireStore(line);
  const store = existingStore(process.cwd());
  return store !== null && checkFormat(store) ? store : null;
}

/** The same, of commands that change it. @throws Refusal also when it is somebody else's, and was not named */
export function requireOwnStore(line: CommandLine): string {
  const store = requireStore(line);
  refuseForeign(store, isNamed(line));
  return store;
}

/** A person has named the store, and means it whoever owns it. */
export function isNamed(line: CommandLine): boolean {
  return line.value('store') !== null || Boolean(process.env.STEPWELL_STORE);
}

function requireAsked(path: string): string {
  if (checkFormat(path)) return path;
  const inside = join(path, storeFolder);
  throw new Refusal(
    'store-missing',
    existsSync(inside)
      ? `${path} is no run store itself: write --store ${inside}`
      : `there is no run store in ${path}: name the .stepwell folder of a project`,
  );
}
