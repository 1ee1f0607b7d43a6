import type * as vscode from 'vscode';
import type { Graph } from '../../runtime/model/graph.js';
import { Objects } from '../../runtime/store/objects.js';
import { getSnapshot, type Snapshot } from '../../runtime/store/snapshot.js';
import type { StoredRun } from '../runs/history.js';

/** Of a code version's bytes: a flow of a thousand steps takes half of it, and the editor waits while it is read. */
const mostBytes = 1024 * 1024;

/** The code that flows had when runs were made. A run that goes on is drawn many times a second, and its code stays the same. */
export class PastGraphs {
  #last: { readonly run: string; readonly snapshot: Snapshot | null } | null = null;

  constructor(readonly output: vscode.LogOutputChannel) {}

  /** Null when it is no longer stored. */
  of(stored: StoredRun): Graph | null {
    return this.#snapshot(stored)?.graph ?? null;
  }

  /** The files that a run was made of, with what each held; none when that is no longer stored. */
  sourcesOf(stored: StoredRun): Snapshot['sources'] {
    return this.#snapshot(stored)?.sources ?? [];
  }

  #snapshot({ run, store }: StoredRun): Snapshot | null {
    if (this.#last?.run !== run.id)
      this.#last = { run: run.id, snapshot: this.#read(store, run.code.snapshot) };
    return this.#last.snapshot;
  }

  #read(store: string, hash: string): Snapshot | null {
    try {
      return getSnapshot(new Objects(store), hash, mostBytes);
    } catch (error) {
      this.output.error(error instanceof Error ? error : String(error));
      return null;
    }
  }
}
