import * as vscode from 'vscode';
import { type LanguageService, toRange } from '../language/client.js';
import { whyReadOnly } from '../language/writable.js';
import { notice } from '../text/inert.js';
import { columnFor } from './groups.js';

/** Writes a flow with its first step into a document, or says why not; and shows it there, its name selected. */
export async function addFlow(language: LanguageService, uri: vscode.Uri): Promise<void> {
  const whyNot = await whyReadOnly(uri);
  if (whyNot !== null) return refused(whyNot);
  const document = await vscode.workspace.openTextDocument(uri);
  const made = await language.newFlow(uri);
  if (!made.ok) return refused(made.reason);
  if (document.version !== made.version)
    return refused('The code has changed meanwhile: look again, and try again.');
  const changes = new vscode.WorkspaceEdit();
  changes.set(
    uri,
    made.changes.map(change => new vscode.TextEdit(toRange(change.range), change.text)),
  );
  if (!(await vscode.workspace.applyEdit(changes))) return refused('VS Code did not take the edit.');
  const at = document.getText().lastIndexOf(made.flow);
  const [start, end] = [document.positionAt(at), document.positionAt(at + made.flow.length)];
  await vscode.window.showTextDocument(document, {
    viewColumn: columnFor(uri, { going: true }) ?? vscode.ViewColumn.Active,
    selection: new vscode.Range(start, end),
  });
}

/** A new file with a flow in it, not saved yet. */
export async function newFlowFile(language: LanguageService): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: '' });
  await addFlow(language, document.uri);
}

function refused(why: string): void {
  void vscode.window.showWarningMessage(notice(`No flow was written. ${why}`));
}
