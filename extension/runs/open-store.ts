import { type FSWatcher, watch } from 'node:fs';
import type * as vscode from 'vscode';
import { Refusal } from '../../runtime/model/refusal.js';
import type { RunStatus } from '../../runtime/model/run.js';
import { narrow } from '../../runtime/store/bounds.js';
import { checkFormat } from '../../runtime/store/home.js';
import { Index } from '../../runtime/store/index-db.js';
import { isRealFolder } from '../../runtime/store/paths/files.js';
import { storeFolderPath } from '../../runtime/store/paths/places.js';
import type { RunFilter, RunRow } from '../../runtime/store/run-row.js';

export interface StoredRow extends RunRow {
  readonly store: string;
}

export interface StoreNews {
  /** The list of runs, or what a row of it says, is not what it was. */
  readonly changed: boolean;
  /** Runs that have ended since the last look, also those that were never seen running. */
  readonly ended: readonly string[];
  /** There was no time for all that is to be looked at. */
  readonly isBehind: boolean;
}

const noNews: StoreNews = { changed: false, ended: [], isBehind: false };

/** Runs of a store whose rows are compared from one look to the next. */
const mostRows = 500;

/** One store that is followed: its index, opened once there is something to read, and what runs in it now. */
export class OpenStore {
  /** Ids of the runs that were running at the last look. */
  readonly live = new Set<string>();
  #index: Index | null = null;
  #watcher: FSWatcher | null = null;
  /** What each row said at the last look; null before the first. */
  #rows: ReadonlyMap<string, { readonly status: RunStatus; readonly tags: string }> | null = null;
  #refusal: string | null = null;

  constructor(
    readonly path: string,
    /** A run may have come or gone. */
    readonly onSign: () => void,
    /** The store can't be read: why, and what to do. Told once, until that changes. */
    readonly onRefusal: (message: string) => void,
    readonly output: Pick<vscode.LogOutputChannel, 'error'>,
    /** Whether it may be written and locked: not in a folder that nobody trusts. */
    readonly isTrusted: boolean,
  ) {}

  close(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#index?.close();
    this.#index = null;
  }

  rows(filter: RunFilter): StoredRow[] {
    return (this.#index?.runs(filter) ?? []).map(row => ({ ...row, store: this.path }));
  }

  /** @param until when others want their turn, by `performance.now()` */
  refresh(until: number): StoreNews {
    const index = this.#opened();
    if (index === null) {
      const changed = this.#rows !== null && this.#rows.size > 0;
      this.#rows = null;
      this.live.clear();
      return changed ? { ...noNews, changed } : noNews;
    }
    const isBehind = !index.refresh(until);
    const before = this.#rows;
    // What there was before anybody looked is no news.
    if (isBehind && before === null) return { ...noNews, isBehind };
    const rows = new Map(
      index.runs({ limit: mostRows }).map(({ id, status, tags }) => [id, { status, tags: tags.join() }]),
    );
    this.#rows = rows;
    const wereLive = [...this.live];
    this.live.clear();
    // However many newer ones there are, a run that goes on is followed.
    for (const { id } of index.runs({ status: 'running' })) this.live.add(id);
    const ended = new Set(wereLive.filter(id => !this.live.has(id)));
    let changed = before === null || rows.size !== before.size || ended.size > 0;
    for (const [id, row] of rows) {
      const old = before?.get(id);
      if (old?.status === row.status && old.tags === row.tags) continue;
      changed = true;
      if (before !== null && row.status !== 'running' && old?.status !== row.status) ended.add(id);
    }
    return { changed, ended: [...ended], isBehind };
  }

  /** The index; null when there is no store, or none that can be read. A store may come, go, and be made by a newer version meanwhile. */
  #opened(): Index | null {
    try {
      if (!checkFormat(this.path)) {
        this.close();
        return null;
      }
      this.#index ??= new Index(this.path, { bounds: narrow, untouched: !this.isTrusted });
      this.#watch();
      this.#refusal = null;
      return this.#index;
    } catch (error) {
      this.close();
      const why = error instanceof Error ? error.message : String(error);
      const message = error instanceof Refusal ? why : `the runs in ${this.path} can't be read: ${why}`;
      if (message !== this.#refusal) {
        this.#refusal = message;
        this.output.error(message);
        this.onRefusal(message);
      }
      return null;
    }
  }

  /** Only hints: what a watcher misses is found at the next look. */
  #watch(): void {
    if (this.#watcher !== null) return;
    try {
      const runs = storeFolderPath(this.path, 'runs');
      if (!isRealFolder(runs)) return;
      this.#watcher = watch(runs, () => this.onSign());
      this.#watcher.on('error', () => {
        this.#watcher?.close();
        this.#watcher = null;
      });
    } catch {
      this.#watcher = null;
    }
  }
}
