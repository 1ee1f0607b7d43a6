import * as vscode from 'vscode';
import type { LanguageService } from '../language/client.js';
import type { FlowAt } from '../runs/launcher.js';

/** Shows a step in the code, in the file that it is inherited from if need be. With `focus` the cursor goes there too. */
export async function revealStep(
  language: LanguageService,
  at: FlowAt,
  step: string,
  focus: boolean,
): Promise<void> {
  // A server knows only what is open.
  await vscode.workspace.openTextDocument(at.uri);
  const found = await language.locate(at.uri, at.flow, step);
  if (found === null) return;
  const document = await vscode.workspace.openTextDocument(found.uri);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnOf(document),
    preserveFocus: !focus,
    preview: false,
  });
  if (focus) editor.selection = new vscode.Selection(found.name.start, found.name.start);
  editor.revealRange(found.full, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  flash(editor, found.name);
}

/** Where the document is open already, or else the first column: never on top of the graph. */
export function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  for (const group of vscode.window.tabGroups.all) {
    for (const { input } of group.tabs) {
      if (input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString())
        return group.viewColumn;
    }
  }
  return vscode.ViewColumn.One;
}

const highlight = vscode.window.createTextEditorDecorationType({
  backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
  borderRadius: '2px',
});

function flash(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.setDecorations(highlight, [range]);
  setTimeout(() => editor.setDecorations(highlight, []), 900);
}
