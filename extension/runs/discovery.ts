import { dirname, join, sep } from 'node:path';
import * as vscode from 'vscode';
import { storeFolder } from '../../runtime/store/home.js';

/**
 * After something new was seen in the workspace it is searched so many milliseconds later: a watcher misses what is
 * made inside a folder before it has come to watch that one, and a store is often made just there.
 */
const searchAfter = [1_000, 5_000];
/** The most stores that are found in one folder of the workspace. */
const mostStores = 200;
/** Where nobody keeps flows of their own, and much is written. */
const elsewhere = ['node_modules', '.git'];

/** Finds the stores in the workspace's folders: those that are there, and those that come. */
export class StoreDiscovery implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  #timers: NodeJS.Timeout[] = [];

  /** @param found called with a store's path, for one that is known as well */
  constructor(readonly found: (store: string) => void) {
    const watcher = vscode.workspace.createFileSystemWatcher('**', false, true, true);
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(uri => this.#saw(uri.fsPath)),
      vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => void this.#search(added)),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.search();
      }),
    );
    void this.search();
  }

  dispose(): void {
    this.#forget();
    this.#subscriptions.dispose();
  }

  /** Looks through the whole workspace. */
  search(): Promise<void> {
    return this.#search(vscode.workspace.workspaceFolders ?? []);
  }

  async #search(folders: readonly vscode.WorkspaceFolder[]): Promise<void> {
    for (const folder of folders) {
      if (folder.uri.scheme !== 'file') continue;
      this.found(join(folder.uri.fsPath, storeFolder));
      // An exclude of its own looks into folders that the explorer hides, and a store is one of them.
      const pattern = new vscode.RelativePattern(folder, `**/${storeFolder}/format`);
      const found = await vscode.workspace.findFiles(pattern, '**/node_modules/**', mostStores);
      for (const uri of found) this.found(dirname(uri.fsPath));
    }
  }

  #saw(path: string): void {
    const parts = path.split(sep);
    if (parts.some(part => elsewhere.includes(part))) return;
    const at = parts.indexOf(storeFolder);
    if (at >= 0) {
      this.found(parts.slice(0, at + 1).join(sep));
      return;
    }
    this.#forget();
    this.#timers = searchAfter.map(delay => setTimeout(() => void this.search(), delay));
  }

  #forget(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
