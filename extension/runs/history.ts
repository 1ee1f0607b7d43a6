import { dirname, sep } from 'node:path';
import * as vscode from 'vscode';
import { isRunId } from '../../runtime/model/names.js';
import type { Run } from '../../runtime/model/run.js';
import { narrow } from '../../runtime/store/bounds.js';
import { storePathFor } from '../../runtime/store/home.js';
import { isRealFolder } from '../../runtime/store/paths/files.js';
import { runFolder } from '../../runtime/store/paths/places.js';
import type { RunFilter } from '../../runtime/store/run-row.js';
import { notice } from '../text/inert.js';
import { StoreDiscovery } from './discovery.js';
import { OpenStore, type StoredRow } from './open-store.js';
import { type Asked, RunFollower } from './run-follower.js';
import { isSameFile } from './same-file.js';

/** A run and the store that holds it. */
export interface StoredRun {
  readonly store: string;
  readonly run: Run;
  readonly asked: Asked;
}

/** How often a live run's own files are looked at, in milliseconds. */
const runPace = 100;
/** How often the list of runs is looked at: when something was seen to happen, when something runs, and else. */
const alertPace = 100;
const liveListPace = 1_000;
const idleListPace = 2_000;
/** So long it reads at a time, for everything else in the editor waits meanwhile. */
const turn = 20;
/** A run's folder is there a moment before its first event: so long a sign of one is worth looking for. */
const alertTime = 2_000;
/** Finished runs that are kept in memory; a run holds all of its tasks. */
const mostFollowers = 12;

/**
 * All runs of the workspace, past and live, whichever process made them. It follows the stores' files and says what has changed;
 * it keeps nothing that the files don't say.
 */
export class RunHistory implements vscode.Disposable {
  readonly #stores = new Map<string, OpenStore>();
  /** The one that was looked at last is last. */
  readonly #followers = new Map<string, RunFollower>();
  readonly #listChanged = new vscode.EventEmitter<void>();
  readonly #runChanged = new vscode.EventEmitter<StoredRun>();
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | null = null;
  /** There was no time for all in the last turn. */
  #isBehind = false;
  #alertUntil = 0;
  #listDue = 0;
  #disposed = false;
  #lastError = '';

  /** A run has come, gone, ended, or been tagged. */
  readonly onDidChangeList = this.#listChanged.event;
  /** Something about a live run has changed; also fired once for its end. */
  readonly onDidChangeRun = this.#runChanged.event;

  constructor(readonly output: vscode.LogOutputChannel) {
    this.#subscriptions = vscode.Disposable.from(
      this.#listChanged,
      this.#runChanged,
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => this.#leave(removed)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#reopen()),
      new StoreDiscovery(store => this.open(store)),
    );
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    for (const store of this.#stores.values()) store.close();
  }

  /** The store that runs of a source file go to; it is followed from now on. */
  storeOf(file: string): string {
    const path = storePathFor(dirname(file));
    this.open(path);
    return path;
  }

  /** Follows a store. It may not exist yet, or be one of a newer version. */
  open(path: string): void {
    if (this.#disposed || this.#stores.has(path)) return;
    const refused = (message: string) => void vscode.window.showErrorMessage(notice(`Stepwell: ${message}`));
    const { isTrusted } = vscode.workspace;
    this.#stores.set(path, new OpenStore(path, () => this.#alert(), refused, this.output, isTrusted));
    this.#alert();
  }

  /** What was only looked at may be written now. */
  #reopen(): void {
    const paths = [...this.#stores.keys()];
    for (const store of this.#stores.values()) store.close();
    this.#stores.clear();
    this.#followers.clear();
    for (const path of paths) this.open(path);
  }

  /** Lets go of the stores in folders that have left the workspace. */
  #leave(folders: readonly vscode.WorkspaceFolder[]): void {
    const gone = folders.map(({ uri }) => uri.fsPath + sep);
    const left = [...this.#stores.values()].filter(
      ({ path }) =>
        gone.some(folder => path.startsWith(folder)) &&
        vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) === undefined,
    );
    for (const store of left) {
      store.close();
      this.#stores.delete(store.path);
    }
    if (left.length > 0) this.#listChanged.fire();
  }

  /** Newest first, over all stores. */
  rows(filter: RunFilter = {}): StoredRow[] {
    const rows = [...this.#stores.values()].flatMap(store => store.rows(filter));
    return rows.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, filter.limit ?? 1000);
  }

  /** One run, as it stands now; of one whose log is long as much as could be read at once, and the rest is told as it is read. */
  run(id: string): StoredRun | null {
    const follower = this.#followerOf(id);
    const run = follower?.read(performance.now() + turn) ?? null;
    if (follower?.isBehind) this.#schedule(0);
    return follower === null || run === null ? null : storedRun(follower, run);
  }

  /** One run, read to the end of what there is, however long that takes. */
  async whole(id: string): Promise<StoredRun | null> {
    const follower = this.#followerOf(id);
    if (follower === null) return null;
    let run = follower.read(performance.now() + turn);
    while (follower.isBehind && !this.#disposed) {
      await new Promise(resolve => setImmediate(resolve));
      run = follower.read(performance.now() + turn);
    }
    return run === null ? null : storedRun(follower, run);
  }

  /** Why a run that is there can't be read; null of any other. */
  faultOf(id: string): string | null {
    return this.#followerOf(id)?.fault ?? null;
  }

  #followerOf(id: string): RunFollower | null {
    if (!isRunId(id)) return null;
    for (const { path } of this.#stores.values()) {
      if (isRealFolder(runFolder(path, id))) return this.#follower(path, id);
    }
    return null;
  }

  /** The newest run of a flow that a file holds; `steps: false` leaves out runs of single steps. */
  latest(file: string, flow: string, { steps = true } = {}): StoredRow | null {
    const rows = this.#stores.get(this.storeOf(file))?.rows({ flow, limit: 200 }) ?? [];
    return rows.find(row => isSameFile(row.file, file) && (steps || row.mode !== 'step')) ?? null;
  }

  /** Looks at everything now. */
  refresh(): void {
    this.#listDue = 0;
    this.#look();
  }

  /** Something may be about to come: looks now, and often for a moment. */
  #alert(): void {
    this.#alertUntil = Date.now() + alertTime;
    this.#listDue = 0;
    this.#schedule(0);
  }

  #look(): void {
    if (this.#disposed) return;
    const until = performance.now() + turn;
    this.#isBehind = false;
    try {
      for (const follower of this.#followers.values()) {
        if (follower.isBehind) this.#tellOf(follower, until);
      }
      for (const store of this.#stores.values()) {
        for (const id of store.live) this.#tell(store.path, id, until);
      }
      if (Date.now() >= this.#listDue) this.#lookAtLists(until);
      this.#lastError = '';
    } catch (error) {
      // Looked at again soon, and the same words many times a second would help nobody.
      if (String(error) !== this.#lastError)
        this.output.error(error instanceof Error ? error : String(error));
      this.#lastError = String(error);
    }
  }

  #lookAtLists(until: number): void {
    let changed = false;
    let isBehind = false;
    for (const store of this.#stores.values()) {
      const news = store.refresh(until);
      changed ||= news.changed;
      isBehind ||= news.isBehind;
      // One that was looked at while it went on may have ended before its store was read for the first time, and then it is no news of the list.
      const seen = [...this.#followers.values()].filter(one => one.store === store.path && !one.over);
      const ids = new Set([...news.ended, ...store.live, ...seen.map(({ id }) => id)]);
      for (const id of ids) this.#tell(store.path, id, until);
    }
    const now = Date.now();
    if (isBehind) this.#isBehind = true;
    this.#listDue = isBehind
      ? now
      : now + (now < this.#alertUntil ? alertPace : this.#isLive() ? liveListPace : idleListPace);
    if (changed) this.#listChanged.fire();
  }

  #tell(store: string, id: string, until: number): void {
    this.#tellOf(this.#follower(store, id), until);
  }

  #tellOf(follower: RunFollower, until: number): void {
    const run = follower.takeNews(until);
    if (run !== null) this.#runChanged.fire(storedRun(follower, run));
    if (follower.isBehind) this.#isBehind = true;
    // Its end is the list's business too, and at once.
    if (follower.over) this.#listDue = 0;
  }

  #follower(store: string, id: string): RunFollower {
    const follower =
      this.#followers.get(id) ??
      new RunFollower(store, id, { bounds: narrow, untouched: !vscode.workspace.isTrusted });
    this.#followers.delete(id);
    this.#followers.set(id, follower);
    for (const [old, kept] of this.#followers) {
      if (this.#followers.size <= mostFollowers) break;
      if (kept.over && old !== id) this.#followers.delete(old);
    }
    return follower;
  }

  #nextLook(): number {
    if (this.#isBehind) return 0;
    return this.#isLive() ? runPace : Math.min(idleListPace, this.#listDue - Date.now());
  }

  #isLive(): boolean {
    return [...this.#stores.values()].some(store => store.live.size > 0);
  }

  #schedule(after = this.#nextLook()): void {
    if (this.#disposed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#look();
        this.#schedule();
      },
      Math.max(0, after),
    );
  }
}

function storedRun({ store, asked }: RunFollower, run: Run): StoredRun {
  return { store, run, asked };
}
