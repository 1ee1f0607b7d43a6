import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Problem } from '../model/diagnostics.js';
import type { Graph } from '../model/graph.js';
import { isHash } from '../model/names.js';
import { Refusal } from '../model/refusal.js';
import { hashOf } from '../store/content.js';
import type { Program } from '../workers/protocol.js';
import { bundle } from './bundle.js';
import { BundleCache } from './bundle-cache.js';
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
  readonly hidden: HiddenClasses;
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
  readonly hidden: HiddenClasses;
}>;

/** Flow classes that their module does not export by their own names. */
export interface HiddenClasses {
  /** By the flow, what names its class at the end of the file. */
  readonly expressions: Readonly<Record<string, string>>;
  /** The file is no ES module, and exports by assigning. */
  readonly isCommonJs: boolean;
}

interface Recorded extends Omit<PreparedFile, 'bundle'> {
  readonly tool: string;
  readonly stamps: readonly Stamp[];
}

/** A source as it was when the bundle was made of it. */
interface Stamp extends SourceFile {
  readonly size: number;
  readonly changed: number;
  /** When the system saw it change, which nobody can set. */
  readonly seen: number;
  readonly file: number;
}

/** Whatever changes what a bundle looks like for the same sources. */
const tool = `12 node${process.versions.modules}`;

/**
 * Makes a flow file ready to run: bundles it and reads its graphs. Both depend only on its sources, so they are kept in the user's
 * cache, and an unchanged flow starts without either.
 */
export async function prepareFile(file: string, store: string, describe: Describe): Promise<PreparedFile> {
  const path = requireFile(file);
  const cache = new BundleCache(path);
  const root = dirname(store);
  const known = recorded(cache.read(), path);
  if (known !== null && isFresh(known)) {
    const hash = codeVersion(known.stamps, root);
    const cached = cache.bundle(hash);
    if (cached !== null) return { ...known, hash, bundle: cached };
  }
  const text = readFileSync(path, 'utf8');
  const bundling = bundle(path).catch((error: unknown) => ({ error }));
  const described = await describe(text, path);
  const first = await bundling;
  if ('error' in first) {
    // What is wrong with the flow is said in the words of its check, not in those of the tool that stumbles over it.
    if (described.problems.some(isError)) throw new FlowErrors(path, described.problems);
    throw first.error;
  }
  const { hidden } = described;
  const built = Object.keys(hidden.expressions).length === 0 ? first : await bundle(path, hidden);
  const stamps = built.inputs.map(input => stamp(input));
  const hash = codeVersion(stamps, root);
  const record: Recorded = {
    file: path,
    hash,
    importers: built.importers,
    packages: built.packages,
    sources: stamps.filter(s => built.sources.has(s.path)).map(({ path, hash }) => ({ path, hash })),
    flows: described.flows,
    problems: described.problems,
    code: described.code,
    hidden,
    tool,
    stamps,
  };
  try {
    return { ...record, bundle: cache.write(hash, built, record) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(
      'store-unwritable',
      `the bundle of ${path} can't be written (${why}): free the disk, or set STEPWELL_CACHE to another folder`,
      { cause },
    );
  }
}

/** A file can't be made ready, and its check says why. */
export class FlowErrors extends Refusal {
  constructor(
    file: string,
    readonly problems: readonly Problem[],
  ) {
    const first = problems.find(isError);
    super('invalid-flow', `${file}:${(first?.range.start.line ?? 0) + 1}: ${first?.message}`);
  }
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** The same sources are the same version, wherever the project lies. */
function codeVersion(sources: readonly SourceFile[], root: string): string {
  const lines = sources.map(s => `${relative(root, s.path).split(sep).join('/')} ${s.hash}\n`);
  return hashOf(lines.join('') + tool);
}

/** @returns the file's whole path. @throws Refusal when there is no such file, or none that can be read. */
export function requireFile(file: string): string {
  const path = resolve(file);
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new Refusal('no-such-file', `${path} is a folder: name a file in it`);
    // A pipe would be waited for, and some devices have no end.
    if (!found.isFile()) throw new Refusal('no-such-file', `${path} is not a regular file: name a source`);
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

/** What was noted of a file, if this version has noted it. Nobody else can have: it comes from the user's own folder. */
function recorded(value: unknown, file: string): Recorded | null {
  const record = value as Recorded | null;
  if (record?.tool !== tool || record.file !== file || !isHash(record.hash)) return null;
  return record.stamps.length > 0 ? record : null;
}

/** No source has changed since; a file that was merely touched is read to be sure. */
function isFresh(record: Recorded): boolean {
  return record.stamps.every(old => {
    const now = statSync(old.path, { throwIfNoEntry: false });
    if (now === undefined || now.size !== old.size) return false;
    const same = now.mtimeMs === old.changed && now.ctimeMs === old.seen && now.ino === old.file;
    return same || hashOf(readFileSync(old.path)) === old.hash;
  });
}

function stamp(path: string): Stamp {
  const { size, mtimeMs, ctimeMs, ino } = statSync(path);
  return { path, hash: hashOf(readFileSync(path)), size, changed: mtimeMs, seen: ctimeMs, file: ino };
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

const testFile = /[\\/](?:__tests__|tests?|specs?)[\\/]|[._-](?:test|spec)\.[cm]?[jt]sx?$/i;

/** What a worker is to open. */
export function programOf(prepared: PreparedFile, flow: string, store: string): Program {
  const { bundle, importers, sources, file, hidden } = prepared;
  const folders = new Set([dirname(file), ...sources.map(({ path }) => dirname(path))]);
  const path = Object.hasOwn(hidden.expressions, flow) ? hidden.expressions[flow] : undefined;
  const within = path?.split('.').slice(1) ?? [];
  return { bundle, flow, within, importers, folders: [...folders], isTest: testFile.test(file), store };
}
