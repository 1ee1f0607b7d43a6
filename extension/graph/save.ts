import * as vscode from 'vscode';
import type { ExportFormat } from '../../webview/graph/protocol.js';
import type { FlowAt } from '../runs/launcher.js';
import { notice } from '../text/inert.js';

const kinds: Readonly<Record<ExportFormat, { readonly ending: string; readonly name: string }>> = {
  svg: { ending: 'svg', name: 'SVG' },
  png: { ending: 'png', name: 'PNG' },
  mermaid: { ending: 'mmd', name: 'Mermaid' },
};

/** Saves a picture of a graph where a person says, at first beside the flow's file. */
export async function saveGraph(format: ExportFormat, content: string, code: FlowAt | null): Promise<void> {
  const { ending, name } = kinds[format];
  const file = `${code?.flow ?? 'flow'}.${ending}`;
  const folder = code ? vscode.Uri.joinPath(code.uri, '..') : vscode.workspace.workspaceFolders?.[0]?.uri;
  const to = await vscode.window.showSaveDialog({
    filters: { [name]: [ending] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
  });
  if (!to) return;
  try {
    await vscode.workspace.fs.writeFile(to, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
  } catch (error) {
    void vscode.window.showErrorMessage(
      notice(`The picture could not be saved: ${error instanceof Error ? error.message : String(error)}`),
    );
    return;
  }
  const shown = vscode.workspace.asRelativePath(to);
  const answer = await vscode.window.showInformationMessage(notice(`Saved as ${shown}.`), 'Open');
  if (answer === 'Open') await vscode.commands.executeCommand('vscode.open', to);
}
