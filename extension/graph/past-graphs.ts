import type * as vscode from 'vscode';
import type { Graph } from '../../runtime/model/graph.js';
import { Objects } from '../../runtime/store/objects.js';
import { getSnapshot } from '../../runtime/store/snapshot.js';
import type { StoredRun } from '../runs/history.js';

/** Of a code version's bytes: a flow of a thousand steps takes half of it, and the editor waits while it is read. */
const mostBytes = 1024 * 1024;

/** The graphs that flows had when runs were made. A run that goes on is drawn many times a second, and its graph stays the same. */
export class PastGraphs {
  #last: { readonly run: string; readonly graph: Graph | null } | null = null;

  constructor(readonly output: vscode.LogOutputChannel) {}

  /** Null when it is no longer stored. */
  of({ run, store }: StoredRun): Graph | null {
    if (this.#last?.run !== run.id) this.#last = { run: run.id, graph: this.#read(store, run.code.snapshot) };
    return this.#last.graph;
  }

  #read(store: string, snapshot: string): Graph | null {
    try {
      return getSnapshot(new Objects(store), snapshot, mostBytes).graph;
    } catch (error) {
      this.output.error(error instanceof Error ? error : String(error));
      return null;
    }
  }
}
