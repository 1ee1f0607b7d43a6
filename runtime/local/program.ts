import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../model/diagnostics.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import { hashOf } from '../store/content.js';
import { unwritable } from '../store/home.js';
import { mapSource, sourcePath } from '../workers/map-source.js';
import { bundle } from './bundle.js';
import type { ImportedPackage } from './packages.js';

/** A file's flows, made ready to run. */
export interface PreparedFile {
  /** Absolute path of the source. */
  readonly file: string;
  /** The code version: sha-256 over the file's own sources. */
  readonly hash: string;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  readonly importers: readonly string[];
  readonly packages: readonly ImportedPackage[];
  /** Absolute paths of the sources, the file itself first. */
  readonly sources: readonly SourceFile[];
  readonly flows: readonly Graph[];
  readonly problems: readonly Problem[];
  /** Hash of each step's own text, by flow and step. */
  readonly code: StepCode;
}

export type StepCode = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface SourceFile {
  readonly path: string;
  readonly hash: string;
}

/** Reads flows from source text. The parser is handed in, for the runtime proper does not carry one. */
export type Describe = (
  text: string,
  file: string,
) => Promise<{
  readonly flows: readonly Graph[];
  readonly problems: readonly Problem[];
  readonly code: StepCode;
}>;

interface Recorded extends Omit<PreparedFile, 'bundle'> {
  readonly tool: string;
  readonly stamps: readonly Stamp[];
}

interface Stamp extends SourceFile {
  readonly size: number;
  readonly changed: number;
}

/** Whatever changes what a bundle looks like for the same sources. */
const tool = `6 node${process.versions.modules}`;

/**
 * Makes a flow file ready to run: bundles it and reads its graphs. Both depend only on its sources, so they are kept in the store's
 * cache under the code version, and an unchanged flow starts without either.
 */
export async function prepareFile(file: string, store: string, describe: Describe): Promise<PreparedFile> {
  const path = requireFile(file);
  const record = join(store, 'cache', `${hashOf(path).slice(0, 20)}.json`);
  const known = readRecord(record);
  if (known !== null && isFresh(known)) {
    const cached = bundlePath(store, known.hash);
    if (existsSync(cached)) return { ...known, bundle: cached };
  }
  const text = readFileSync(path, 'utf8');
  const [first, described] = await Promise.all([bundle(path), describe(text, path)]);
  const hidden = described.flows.map(flow => flow.flow).filter(name => !first.exports.includes(name));
  const built = hidden.length === 0 ? first : await bundle(path, hidden);
  const sources = built.inputs.map(input => stamp(input));
  const root = dirname(store);
  const hash = hashOf(
    sources.map(s => `${relative(root, s.path).split(sep).join('/')} ${s.hash}\n`).join('') + tool,
  );
  const out = bundlePath(store, hash);
  const recorded: Recorded = {
    file: path,
    hash,
    importers: built.importers,
    packages: built.packages,
    sources: sources.filter(s => built.sources.has(s.path)).map(({ path, hash }) => ({ path, hash })),
    flows: described.flows,
    problems: described.problems,
    code: described.code,
    tool,
    stamps: sources,
  };
  try {
    if (!existsSync(out)) writeBundle(out, built.code, built.map, built.builtAt);
    writeWhole(record, JSON.stringify(recorded));
  } catch (cause) {
    throw unwritable(store, cause);
  }
  return { ...recorded, bundle: out };
}

/** @returns the file's whole path. @throws Refusal when there is no such file, or none that can be read. */
export function requireFile(file: string): string {
  const path = resolve(file);
  try {
    if (statSync(path).isDirectory())
      throw new Refusal('no-such-file', `${path} is a folder: name a file in it`);
    accessSync(path, constants.R_OK);
    return path;
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const denied = ['EACCES', 'EPERM'].includes(String((cause as NodeJS.ErrnoException).code));
    throw new Refusal(
      'no-such-file',
      denied ? `${path} can't be read: mend its permissions` : `there is no file ${path}`,
      { cause },
    );
  }
}

function bundlePath(store: string, hash: string): string {
  return join(store, 'cache', hash.slice(0, 20), 'flow.mjs');
}

function readRecord(path: string): Recorded | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
    return value.tool === tool ? value : null;
  } catch {
    return null;
  }
}

/** No source has changed since; a file that was merely touched is read to be sure. */
function isFresh(record: Recorded): boolean {
  return record.stamps.every(old => {
    const now = statSync(old.path, { throwIfNoEntry: false });
    if (now === undefined || now.size !== old.size) return false;
    return now.mtimeMs === old.changed || hashOf(readFileSync(old.path)) === old.hash;
  });
}

function stamp(path: string): Stamp {
  const { size, mtimeMs } = statSync(path);
  return { path, hash: hashOf(readFileSync(path)), size, changed: mtimeMs };
}

function writeBundle(out: string, code: string, map: string, builtAt: string): void {
  mkdirSync(dirname(out), { recursive: true });
  const payload = JSON.parse(map) as { sources: string[] };
  // The map was made for where the bundle was built; its sources are named from where it lies.
  payload.sources = payload.sources.map(source => mapSource(dirname(out), sourcePath(builtAt, source)));
  writeWhole(`${out}.map`, JSON.stringify(payload));
  // Named in it, so that a debugger finds the sources, and a class where it was declared.
  writeWhole(out, `${code}//# sourceMappingURL=${basename(out)}.map\n`);
}

function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (cause) {
    // Windows replaces no file that is being read. What another process has written there serves as well: a record is
    // checked before it is used, and a bundle is named for what is in it.
    const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(String((cause as NodeJS.ErrnoException).code));
    if (!isHeld || !existsSync(path)) throw cause;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The one flow of a file that is meant. @throws Refusal when there is none, or none was named among several. */
export function pickFlow(prepared: Pick<PreparedFile, 'file' | 'flows'>, name: string | null): Graph {
  const { flows, file } = prepared;
  const names = flows.map(flow => flow.flow).join(', ');
  if (name !== null) {
    const flow = flows.find(f => f.flow === name);
    if (flow !== undefined) return flow;
    const others = flows.length > 0 ? `; its flows are ${names}` : '';
    throw new Refusal('no-flow', `${file} has no flow ${name}${others}`);
  }
  const [only, ...more] = flows;
  if (only === undefined) {
    throw new Refusal('no-flow', `${file} has no flow: export a class that extends Flow from 'stepwell'`);
  }
  if (more.length > 0) {
    throw new Refusal(
      'several-flows',
      `${file} has several flows (${names}): name one, as in ${file}:${only.flow}`,
    );
  }
  return only;
}
