import type { Graph } from '../model/graph.js';
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

export function putSnapshot(objects: Objects, snapshot: Snapshot): string {
  return objects.put([Buffer.from(JSON.stringify(snapshot))]);
}

export function getSnapshot(objects: Objects, hash: string): Snapshot {
  return JSON.parse(objects.get(hash).toString('utf8')) as Snapshot;
}
