import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { storeFolder } from '../../runtime/store/home.js';
import { findStores, isElsewhere } from './find-stores.js';

/**
 * A new folder is searched so many milliseconds after it was seen: a watcher misses what is made inside a folder
 * before it has come to watch that one, and a store is often made just there.
 */
const searchAfter = [1_000, 5_000];

/** Finds the stores in the workspace's folders: those that are there, and those that come. */
export class StoreDiscovery implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What was seen since the last search of it. */
  readonly #seen = new Set<string>();
  #disposed = false;

  /** @param found called with a store's path, for one that is known as well */
  constructor(readonly found: (store: string) => void) {
    const watcher = vscode.workspace.createFileSystemWatcher('**', false, true, true);
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(uri => this.#saw(uri.fsPath)),
      vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => void this.#searchAll(added)),
    );
    void this.#searchAll(vscode.workspace.workspaceFolders ?? []);
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#subscriptions.dispose();
  }

  async #searchAll(folders: readonly vscode.WorkspaceFolder[]): Promise<void> {
    const local = folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
    // Followed before anything is in it: most runs go there.
    for (const folder of local) this.found(join(folder, storeFolder));
    for (const folder of local) await this.#search(folder);
  }

  async #search(folder: string): Promise<void> {
    for await (const store of findStores(folder)) {
      if (this.#disposed) return;
      this.found(store);
    }
  }

  #saw(path: string): void {
    const parts = path.split(sep);
    if (isElsewhere(parts)) return;
    const at = parts.indexOf(storeFolder);
    if (at >= 0) {
      this.found(parts.slice(0, at + 1).join(sep));
      return;
    }
    // A search that is due will find this one too.
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    for (const [i, delay] of searchAfter.entries()) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (i === searchAfter.length - 1) this.#seen.delete(path);
        void this.#search(path);
      }, delay);
      this.#timers.add(timer);
    }
  }
}
