import type { Graph } from '../model/graph.js';
import { isHash, isMemberName } from '../model/names.js';
import { Refusal } from '../model/refusal.js';
import { whyNotParsed } from './bounds.js';
import { listOf, optional, orNull, record, recordOf, text, textThat, textUpTo } from './checks.js';
import { isGraph } from './graph-shape.js';
import type { Objects } from './objects.js';

/** A package that the sources import, with the version it had; null when it says none. */
export interface PackageVersion {
  readonly name: string;
  readonly version: string | null;
}

/** A flow's own sources and graph, as one run saw them. */
export interface Snapshot {
  readonly flow: string;
  readonly graph: Graph;
  /** Hash of each step's own text, by its name. */
  readonly steps: Readonly<Record<string, string>>;
  /** Relative to the project; the flow's own file first. */
  readonly sources: readonly { readonly path: string; readonly object: string }[];
  /** By name, `stepwell` itself among them. Absent in runs of early versions. */
  readonly packages?: readonly PackageVersion[];
}

/** As it is stored. */
export function snapshotBytes(snapshot: Snapshot): Buffer {
  return Buffer.from(JSON.stringify(snapshot));
}

/** A flow of two thousand steps takes a megabyte. */
const mostBytes = 8 * 1024 * 1024;

const label = textUpTo(4_096);
const isShaped = record({
  flow: textThat(isMemberName),
  graph: isGraph,
  steps: recordOf(text, isMemberName),
  sources: listOf(record({ path: label, object: textThat(isHash) }), 20_000),
  packages: optional(listOf(record({ name: label, version: orNull(label) }), 20_000)),
});

/**
 * @param limit bytes, beyond which it is not wanted
 * @throws Refusal when it is missing, damaged, or no list of sources
 */
export function getSnapshot(objects: Objects, hash: string, limit = mostBytes): Snapshot {
  const bytes = objects.get(hash, undefined, limit);
  const odd = () => new Refusal('damaged', `the stored object ${hash} is no code version`);
  const json = bytes.toString('utf8');
  if (whyNotParsed(json) !== null) throw odd();
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw odd();
  }
  if (!isShaped(value)) throw odd();
  return value as Snapshot;
}
