import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import type { Run } from '../model/run.js';
import type { Objects } from './objects.js';
import { getSnapshot, type PackageVersion } from './snapshot.js';

/** A run's code as it was: what was run, on what. */
export interface RunCode {
  readonly graph: Graph;
  /** Hash of each step's own text, by its name. */
  readonly steps: Readonly<Record<string, string>>;
  /** The flow's own file first. */
  readonly sources: readonly StoredSource[];
  readonly packages: readonly PackageVersion[];
}

export interface StoredSource {
  /** Relative to the folder that the store lies in, with `/`. */
  readonly path: string;
  /** Hash of its bytes. */
  readonly object: string;
}

/** The code that a run ran; null when it is no longer stored, or damaged. */
export function codeOf(objects: Objects, run: Run): RunCode | null {
  try {
    const { graph, steps, sources, packages = [] } = getSnapshot(objects, run.code.snapshot);
    return { graph, steps, sources, packages };
  } catch {
    return null;
  }
}

/** Nobody writes more than this by hand, in bytes. */
const mostOfOne = 8 * 1024 * 1024;
const mostOfAll = 32 * 1024 * 1024;

/** Reads the sources that runs ran, and no more of them than one could look at. */
export class SourceTexts {
  #left = mostOfAll;

  constructor(readonly objects: Objects) {}

  /**
   * A source's text as it was run.
   *
   * @throws Refusal when it is no longer stored, damaged, or more than can be looked at
   */
  of(source: StoredSource): string {
    if (this.#left <= 0)
      throw new Refusal('damaged', `${source.path}: the sources before it are more than can be looked at`);
    if (this.objects.has(source.object)) this.#left -= mostOfOne;
    const bytes = this.objects.get(source.object, undefined, mostOfOne);
    // What can't be given took as long as the largest.
    this.#left += mostOfOne - bytes.length;
    return bytes.toString('utf8');
  }
}
