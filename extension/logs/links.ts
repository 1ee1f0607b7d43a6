import * as vscode from 'vscode';
import { sourcePlaces } from './source-places.js';
import { logScheme } from './uri.js';

/** Stack frames in logs lead to the source. */
export class LogLinks implements vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.languages.registerDocumentLinkProvider({ scheme: logScheme }, this);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return sourcePlaces(document.getText()).map(({ start, end, file, line, column }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const target = vscode.Uri.file(file).with({ fragment: `L${line},${column}` });
      const link = new vscode.DocumentLink(range, target);
      link.tooltip = 'Go to the source';
      return link;
    });
  }
}
