import * as vscode from 'vscode';
import { type SourcePlace, sourcePlaces } from './source-places.js';
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

  async provideDocumentLinks(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentLink[]> {
    const text = document.getText();
    const links: vscode.DocumentLink[] = [];
    for (let from = 0, until = now() + turn; from < text.length && links.length < mostLinks; ) {
      const end = pieceEnd(text, from);
      for (const place of sourcePlaces(text.slice(from, end))) links.push(linkTo(document, place, from));
      from = end;
      if (now() < until) continue;
      await new Promise(resolve => setImmediate(resolve));
      // A log that grows is asked for its links again.
      if (token.isCancellationRequested) return [];
      until = now() + turn;
    }
    return links;
  }
}

/** So long it looks at a time, in milliseconds: the editor waits meanwhile. */
const turn = 20;
const now = () => performance.now();
/** So many characters are looked at between two looks at the clock. */
const piece = 64 * 1024;
/** More are not followed. */
const mostLinks = 2_000;

/** Pieces end where a line does. */
function pieceEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from + piece);
  return end < 0 ? text.length : end + 1;
}

function linkTo(document: vscode.TextDocument, place: SourcePlace, from: number): vscode.DocumentLink {
  const { start, end, file, line, column } = place;
  const range = new vscode.Range(document.positionAt(from + start), document.positionAt(from + end));
  const target = vscode.Uri.file(file).with({ fragment: `L${line},${column}` });
  const link = new vscode.DocumentLink(range, target);
  link.tooltip = 'Go to the source';
  return link;
}
