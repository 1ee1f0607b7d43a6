import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import { logScheme } from './uri.js';

const frame = /(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^\s:()'"]+):(\d+)(?::(\d+))?/g;

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
    return [...document.getText().matchAll(frame)].flatMap(match => {
      const [text, path = '', line = '1', column = '1'] = match;
      const file = text.startsWith('file:') ? fileURLToPath(`file://${path}`) : path;
      if (!isAbsolute(file)) return [];
      const start = document.positionAt(match.index);
      const range = new vscode.Range(start, document.positionAt(match.index + text.length));
      const link = new vscode.DocumentLink(
        range,
        vscode.Uri.file(file).with({ fragment: `L${line},${column}` }),
      );
      link.tooltip = 'Go to the source';
      return [link];
    });
  }
}
