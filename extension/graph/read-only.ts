import * as vscode from 'vscode';
import { Disposal } from '../disposal.js';
import { whyReadOnly } from '../language/writable.js';

/**
 * Why the document that is shown can't be changed, as far as that is known: it is looked at when something may have changed it, and once more
 * when an edit is to be made.
 */
export class ReadOnly implements vscode.Disposable {
  readonly #disposal = new Disposal();
  readonly #learnt = new vscode.EventEmitter<void>();
  /** What `why` says is another than before. */
  readonly onDidLearn = this.#learnt.event;
  #uri: vscode.Uri | null = null;
  #why: string | null = null;
  /** Counts the looks: what one saw that was overtaken by a newer one is old. */
  #looks = 0;

  constructor() {
    const add = <T extends vscode.Disposable>(thing: T) => this.#disposal.add(thing);
    add(this.#learnt);
    const look = () => void this.#look();
    add(
      vscode.workspace.onDidChangeConfiguration(
        change => change.affectsConfiguration('files') && void this.#look(),
      ),
    );
    add(vscode.workspace.onDidChangeWorkspaceFolders(look));
    add(vscode.workspace.onDidSaveTextDocument(look));
    add(vscode.workspace.onDidDeleteFiles(look));
    add(vscode.window.onDidChangeActiveTextEditor(look));
    // Permissions are changed elsewhere, in a terminal or another program, and nobody tells of it.
    add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void this.#look()));
  }

  dispose(): void {
    this.#disposal.dispose();
  }

  why(uri: vscode.Uri): string | null {
    if (this.#uri?.toString() !== uri.toString()) {
      this.#uri = uri;
      this.#why = null;
      void this.#look();
    }
    return this.#why;
  }

  async #look(): Promise<void> {
    const uri = this.#uri;
    if (uri === null) return;
    const look = ++this.#looks;
    const why = await whyReadOnly(uri);
    if (look !== this.#looks || why === this.#why) return;
    this.#why = why;
    this.#learnt.fire();
  }
}
