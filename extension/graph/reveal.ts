import * as vscode from 'vscode';
import type { LanguageService } from '../language/client.js';
import type { FlowAt } from '../runs/launcher.js';
import { columnFor } from './groups.js';

/** Somebody is about to see code that they were led to from the graph. */
type Leading = (uri: vscode.Uri) => void;

/**
 * Shows a step in the code, in the file that it is inherited from if need be. With `focus` the cursor and the keyboard go there too;
 * without, the code comes along as far as there is room for it beside the graph.
 *
 * @param isWanted whether nothing else has been asked to be shown since: a click that is overtaken by a second one must not take the keyboard back
 * @returns false when the code has no such step any more
 */
export async function revealStep(
  language: LanguageService,
  at: FlowAt,
  step: string,
  focus: boolean,
  leading: Leading,
  isWanted: () => boolean,
): Promise<boolean> {
  // A server knows only what is open.
  await vscode.workspace.openTextDocument(at.uri);
  const found = await language.locate(at.uri, at.flow, step);
  if (found === null) return false;
  const viewColumn = columnFor(found.uri, { going: focus });
  if (viewColumn === null) return true;
  const document = await vscode.workspace.openTextDocument(found.uri);
  if (!isWanted()) return true;
  leading(found.uri);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn,
    preserveFocus: !focus,
    preview: !focus,
  });
  if (focus) editor.selection = new vscode.Selection(found.name.start, found.name.start);
  editor.revealRange(found.full, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  flash(editor, found.name);
  return true;
}

const highlight = vscode.window.createTextEditorDecorationType({
  backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
  borderRadius: '2px',
});

function flash(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.setDecorations(highlight, [range]);
  setTimeout(() => editor.setDecorations(highlight, []), 900);
}
