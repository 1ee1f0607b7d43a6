import * as vscode from 'vscode';
import type { GraphEdit } from '../../runtime/model/edit.js';
import type { EditReply } from '../../webview/protocol.js';
import { type LanguageService, toRange } from '../language/client.js';
import type { FlowAt } from '../runs/launcher.js';

/**
 * Makes an edit of the graph as one text edit of the document, on exactly the version it was worked out for, so that one undo takes
 * it back; or says why not.
 */
export async function applyEdit(
  language: LanguageService,
  { uri, flow }: FlowAt,
  version: number,
  edit: GraphEdit,
): Promise<EditReply> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const result = await language.edit(uri, flow, version, edit);
    if (!result.ok) return result;
    if (document.version !== result.version) {
      return { ok: false, reason: 'The code has changed meanwhile: look again, and try again.' };
    }
    const changes = new vscode.WorkspaceEdit();
    changes.set(
      uri,
      result.changes.map(change => new vscode.TextEdit(toRange(change.range), change.text)),
    );
    const applied = await vscode.workspace.applyEdit(changes);
    if (!applied)
      return { ok: false, reason: 'VS Code did not apply the change: the file may be read-only.' };
    return { ok: true, step: result.step };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
