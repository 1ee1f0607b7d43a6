import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { now } from '../clock.js';
import { isHash } from '../model/names.js';
import { hashOf } from '../store/content.js';
import { mkdirAllOnce, writeWhole } from '../store/paths/files.js';
import { cacheFolder } from '../store/user-cache.js';
import { mapSource, sourcePath } from '../workers/map-source.js';
import type { Bundle } from './bundle.js';

/**
 * Bundles as they were made, in a folder that only the user can write into: what a worker executes was made on this machine, from the
 * sources that the user sees. One folder a flow's file, for a bundle holds where its sources lie.
 */
export class BundleCache {
  readonly #folder: string;

  /** @param file absolute path of the flow's source */
  constructor(file: string) {
    this.#folder = join(flowsFolder(), hashOf(file).slice(0, 32));
  }

  /** What was noted when the file was last made ready, as JSON; null when there is nothing. */
  read(): unknown {
    try {
      return JSON.parse(readFileSync(this.#record, 'utf8'));
    } catch {
      return null;
    }
  }

  /** Where the bundle of a code version is, for whoever is about to use it; null when it has not been made. */
  bundle(hash: string): string | null {
    const path = this.#bundlePath(hash);
    if (path === null || !existsSync(path)) return null;
    keepYoung(path);
    keepYoung(`${path}.map`);
    return path;
  }

  /** Keeps a bundle, and what is to be noted of it. @returns where it is */
  write(hash: string, { code, map, builtAt }: Bundle, record: object): string {
    const out = this.#bundlePath(hash);
    if (out === null) throw new Error(`${hash} is no code version`);
    mkdirAllOnce(this.#folder);
    const payload = JSON.parse(map) as { sources: string[] };
    // The map was made for where the bundle was built; its sources are named from where it lies.
    payload.sources = payload.sources.map(source => mapSource(dirname(out), sourcePath(builtAt, source)));
    write(`${out}.map`, JSON.stringify(payload));
    // Named in it, so that a debugger finds the sources, and a class where it was declared.
    write(out, `${code}${mapMark}${basename(out)}.map\n`);
    write(this.#record, JSON.stringify(record));
    return out;
  }

  get #record(): string {
    return join(this.#folder, 'made.json');
  }

  #bundlePath(hash: string): string | null {
    return isHash(hash) ? join(this.#folder, `${hash.slice(0, 20)}.mjs`) : null;
  }
}

/** In two pieces: a bundler that takes this package in, as Vite does, would take the whole word for its own. */
const mapMark = ['//# source', 'MappingURL='].join('');

/** Bundles that nobody has used for so long are removed, in milliseconds; they are made again when they are needed. */
const stale = 30 * 86_400_000;

/** A bundle's time says when it was used last, to a day. */
const fresh = 86_400_000;

function keepYoung(path: string): void {
  try {
    const at = now();
    if (at - lstatSync(path).mtimeMs > fresh) utimesSync(path, at / 1000, at / 1000);
  } catch {
    // There may be no map.
  }
}

/** Removes what has not been used for long. @returns how many bytes that was */
export function pruneBundles(dryRun: boolean, at: number = now()): number {
  const flows = cacheFolder('flows');
  let bytes = 0;
  for (const name of flows === null ? [] : readdirSync(flows)) {
    const folder = join(flows ?? '', name);
    if (!/^[0-9a-f]{32}$/.test(name) || !lstatSync(folder).isDirectory()) continue;
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      const found = lstatSync(path, { throwIfNoEntry: false });
      if (!found?.isFile() || at - found.mtimeMs < stale) continue;
      bytes += found.size;
      if (!dryRun) rmSync(path, { force: true });
    }
  }
  return bytes;
}

let ownFolder: string | null = null;

/** Where others could have put something, nothing is kept: this process makes a folder of its own, and removes it. */
function flowsFolder(): string {
  const flows = cacheFolder('flows');
  if (flows !== null) return flows;
  if (ownFolder === null || !existsSync(ownFolder)) {
    const made = mkdtempSync(join(tmpdir(), 'stepwell-flows-'));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    ownFolder = made;
  }
  return ownFolder;
}

function write(path: string, text: string): void {
  try {
    writeWhole(dirname(path), path, [Buffer.from(text)]);
  } catch (cause) {
    // Windows replaces no file that is being read. What another process has written there serves as well: a record is
    // checked before it is used, and a bundle is named for what is in it.
    const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(String((cause as NodeJS.ErrnoException).code));
    if (!isHeld || !existsSync(path)) throw cause;
  }
}
