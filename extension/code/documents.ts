import * as vscode from 'vscode';
import { fileName } from '../text/inert.js';

export const thenScheme = 'stepwell-then';

/** Code as it was then, as read-only documents to be compared with. */
export class ThenDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(thenScheme, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    this.#changed,
  );

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** The address of a text: of a file as it was in what is told. */
  put(file: string, told: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme: thenScheme,
      path: `/${fileName(told)}/${fileName(file.split(/[\\/]/).at(-1) ?? 'flow.ts')}`,
      query: file,
    });
    const key = uri.toString();
    if (this.#texts.get(key) !== text) {
      this.#texts.set(key, text);
      this.#changed.fire(uri);
    }
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      '// What this was is no longer known: compare again from the graph.\n'
    );
  }
}
