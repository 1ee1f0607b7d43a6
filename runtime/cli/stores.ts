import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from '../model/refusal.js';
import { checkFormat, existingStore, storeFolder } from '../store/home.js';
import type { CommandLine } from './line.js';

/** The store that commands about past runs look into. @throws Refusal when there is none. */
export function requireStore(line: CommandLine): string {
  const asked = line.value('store');
  if (asked !== null) return requireAsked(resolve(asked));
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
