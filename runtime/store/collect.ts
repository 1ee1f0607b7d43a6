import { hostname } from 'node:os';
import { now } from '../clock.js';
import type { Run } from '../model/run.js';
import { unwritable } from './home.js';
import { Objects } from './objects.js';
import { entriesOf, lookAt, removeEmpty, removeFile, whyNoFile } from './paths/files.js';
import {
  idOfRemoved,
  isOldBundle,
  objectFolder,
  objectNamed,
  objectPathOf,
  oldBundleFolder,
  oldCacheFile,
  runFile,
  runFolder,
  storeFolderPath,
} from './paths/places.js';
import { Unsafe } from './paths/unsafe.js';
import { type CodeVersion, CodeVersions, referencesOf } from './references.js';
import { runIds } from './run-ids.js';
import { RunReader } from './run-reader.js';
import { finishRemoval } from './upkeep.js';

/** What was removed. */
export interface Collected {
  readonly objects: number;
  readonly bytes: number;
  /** Paths of the files. */
  readonly files: readonly string[];
  /** Why no object was removed, one sentence a run that can't be read: what it refers to is not known. */
  readonly unjudged: readonly string[];
}

/** Objects younger than this stay, in milliseconds: a run stores its code before there is a log of it, and machines that share a store may have clocks that differ. */
const youth = 3_600_000;

/**
 * Removes what no run refers to: regular files that have an object's name, in folders of the store's own. Runs themselves stay.
 *
 * @param dryRun only says what would be removed
 */
export function collectGarbage(store: string, dryRun: boolean, at: number = now()): Collected {
  const { needed, unjudged, liveSince } = neededObjects(store, at);
  // What was stored, or found again, since a live run began it may be about to refer to, however long its tasks take.
  const removal = new Removal(store, dryRun, Math.min(at, liveSince) - youth);
  if (unjudged.length === 0) {
    for (const folder of foldersIn(store, storeFolderPath(store, 'objects'))) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      // Listed before any of it is removed.
      for (const entry of [...entriesOf(store, objectFolder(store, folder))]) {
        const named = entry.isFile() ? objectNamed(folder, entry.name) : null;
        if (named === null || (named.whole && needed.has(named.hash))) continue;
        removal.file(objectPathOf(store, folder, entry.name));
      }
    }
  }
  removeOldCache(store, removal);
  for (const name of foldersIn(store, storeFolderPath(store, 'runs'))) {
    const id = idOfRemoved(name);
    if (id !== null && !dryRun) finishRemoval(store, id);
  }
  return { ...removal.done, unjudged };
}

/** Earlier versions kept bundles in the store. They are made elsewhere now. */
function removeOldCache(store: string, removal: Removal): void {
  const cache = storeFolderPath(store, 'cache');
  for (const entry of [...entriesOf(store, cache)]) {
    if (entry.isFile()) removal.file(oldCacheFile(store, null, entry.name));
    if (!entry.isDirectory() || !isOldBundle(entry.name)) continue;
    const folder = oldBundleFolder(store, entry.name);
    for (const { name } of [...entriesOf(store, folder)]) removal.file(oldCacheFile(store, entry.name, name));
    removal.emptyFolder(folder);
  }
  removal.emptyFolder(cache);
}

class Removal {
  readonly #files: string[] = [];
  #bytes = 0;

  constructor(
    readonly store: string,
    readonly dryRun: boolean,
    /** What is younger stays. */
    readonly before: number,
  ) {}

  /** Removes a file that is old enough, if it is one that can be. */
  file(path: string | null): void {
    const found = path === null ? null : lookAt(path);
    if (path === null || found === null || whyNoFile(found) !== null) return;
    if (found.mtimeMs > this.before) return;
    try {
      if (!this.dryRun) removeFile(this.store, path);
    } catch (cause) {
      if (cause instanceof Unsafe) return;
      throw unwritable(this.store, cause);
    }
    this.#files.push(path);
    this.#bytes += found.size;
  }

  emptyFolder(path: string): void {
    if (!this.dryRun) removeEmpty(this.store, path);
  }

  get done(): Omit<Collected, 'unjudged'> {
    return { objects: this.#files.length, bytes: this.#bytes, files: this.#files };
  }
}

function foldersIn(store: string, folder: string): string[] {
  return [...entriesOf(store, folder)].filter(entry => entry.isDirectory()).map(entry => entry.name);
}

interface Needed {
  readonly needed: ReadonlySet<string>;
  readonly unjudged: readonly string[];
  /** When the first of the live runs began. */
  readonly liveSince: number;
}

function neededObjects(store: string, at: number): Needed {
  const versions = new CodeVersions(new Objects(store));
  const seen = new Set<CodeVersion>();
  const needed = new Set<string>();
  const unjudged: string[] = [];
  let liveSince = Number.POSITIVE_INFINITY;
  for (const id of runIds(store)) {
    const reader = new RunReader(store, id);
    reader.refresh();
    const { run, fault } = reader;
    if (run === null) {
      if (fault !== null) unjudged.push(`the run ${id} can't be read: ${fault}`);
      else if (!isAbandoned(store, id, at)) unjudged.push(`the run ${id} has no readable beginning`);
      continue;
    }
    if (run.status === 'running' || mayGoOn(store, run, at)) liveSince = Math.min(liveSince, run.startedAt);
    const code = versions.of(run);
    if (code === 'damaged') unjudged.push(`the code version of the run ${id} can't be read`);
    for (const { hash } of referencesOf(run, code, seen)) needed.add(hash);
  }
  return { needed, unjudged, liveSince };
}

/**
 * A store that is synchronised or copied has the logs of runs on other machines, but not their locks: one without an end that was written to lately
 * may go on there, or the rest of it be on its way.
 */
function mayGoOn(store: string, run: Run, at: number): boolean {
  if (run.status !== 'lost' || run.process.host === hostname()) return false;
  const log = lookAt(runFile(store, run.id, 'events.jsonl'));
  return log !== null && at - Math.max(log.mtimeMs, log.ctimeMs) < youth;
}

/** A run's folder in which nothing was ever written, since long: it refers to nothing. */
function isAbandoned(store: string, id: string, at: number): boolean {
  const log = lookAt(runFile(store, id, 'events.jsonl'));
  const folder = lookAt(runFolder(store, id));
  return (log === null || log.size === 0) && folder !== null && at - folder.mtimeMs > youth;
}
