import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { hashOf } from '../../runtime/store/content.js';
import type { Snapshot } from '../../runtime/store/snapshot.js';
import { Disposal } from '../disposal.js';
import type { StoredRun } from '../runs/history.js';
import { inWorkspace, mayRead } from '../runs/workspace-file.js';

/** A change is looked at when nothing more has come for so long, in milliseconds. */
const pause = 200;
/** Sources beyond that size, or that number, are not compared. */
const mostBytes = 4 * 1024 * 1024;
const mostSources = 500;

/**
 * Whether the sources of the run that is drawn are others by now, on disk or in an editor. It is looked at when something has changed, and
 * told when it is known.
 */
export class NewerCode implements vscode.Disposable {
  readonly #disposal = new Disposal();
  readonly #learnt = new vscode.EventEmitter<void>();
  /** What `is` says of the run that was asked about last is another than before. */
  readonly onDidLearn = this.#learnt.event;
  #asked: { readonly stored: StoredRun; readonly sources: Snapshot['sources'] } | null = null;
  #isNewer = false;
  #timer: NodeJS.Timeout | null = null;
  /** Counts the looks: what one saw that was overtaken by a newer one is old. */
  #looks = 0;
  /** Of files as they lie on disk, by what can be seen of them without reading. */
  readonly #hashes = new Map<string, { readonly stamp: string; readonly hash: string }>();

  constructor() {
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    add(this.#learnt);
    const heard = () => this.#soon();
    add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => document.uri.scheme === 'file' && heard()),
    );
    const files = add(vscode.workspace.createFileSystemWatcher('**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json}'));
    add(files.onDidChange(heard));
    add(files.onDidCreate(heard));
    add(files.onDidDelete(heard));
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#disposal.dispose();
  }

  is(stored: StoredRun, sources: Snapshot['sources']): boolean {
    if (this.#asked?.stored.run.id !== stored.run.id) {
      this.#asked = { stored, sources };
      this.#isNewer = false;
      this.#hashes.clear();
      void this.#look();
    }
    return this.#isNewer;
  }

  #soon(): void {
    if (this.#asked === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#look();
    }, pause);
  }

  async #look(): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    const look = ++this.#looks;
    const isNewer = await this.#differs(asked.stored.store, asked.sources);
    if (look !== this.#looks || isNewer === this.#isNewer) return;
    this.#isNewer = isNewer;
    this.#learnt.fire();
  }

  async #differs(store: string, sources: Snapshot['sources']): Promise<boolean> {
    for (const { path, object } of sources.slice(0, mostSources)) {
      const file = join(dirname(store), path);
      // A path in a store is a stranger's word.
      if (!mayRead(file, store)) continue;
      const hash = unsaved(file) ?? (await this.#hashOf(file, store));
      if (hash !== null && hash !== object) return true;
    }
    return false;
  }

  /** Null for what is not compared; of a file that is gone, a hash that nothing has. */
  async #hashOf(file: string, store: string): Promise<string | null> {
    try {
      const found = await stat(file);
      if (found.size > mostBytes || !inWorkspace(file, store).ok) return null;
      const stamp = `${found.mtimeMs} ${found.size} ${found.ino}`;
      const known = this.#hashes.get(file);
      if (known?.stamp === stamp) return known.hash;
      const hash = hashOf(await readFile(file));
      this.#hashes.set(file, { stamp, hash });
      return hash;
    } catch {
      return '';
    }
  }
}

function unsaved(file: string): string | null {
  const document = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === file,
  );
  return document === undefined ? null : hashOf(Buffer.from(document.getText()));
}
