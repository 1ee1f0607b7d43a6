import * as vscode from 'vscode';
import { codePlace, type Group } from './code-place.js';

export const graphView = 'stepwell.graph';
export const graphEditor = 'stepwell.graphEditor';

/** The column to show a document in that one is led to from the graph; null when there is none but the graph's own, and one is not `going` there. */
export function columnFor(uri: vscode.Uri, { going }: { going: boolean }): vscode.ViewColumn | null {
  const place = codePlace(groups(), uri.toString(), going);
  return place === 'beside' ? vscode.ViewColumn.Beside : place;
}

function groups(): Group[] {
  return vscode.window.tabGroups.all.map(({ viewColumn, tabs, activeTab }) => ({
    column: viewColumn,
    showsGraph: activeTab !== undefined && isGraph(activeTab),
    documents: tabs.flatMap(tab => documentOf(tab) ?? []),
    isEmpty: tabs.length === 0,
    inFront: activeTab === undefined ? null : documentOf(activeTab),
  }));
}

/** VS Code puts a prefix of its own before the name under which a view was made. */
function isGraph({ input }: vscode.Tab): boolean {
  if (input instanceof vscode.TabInputCustom) return input.viewType === graphEditor;
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(graphView);
}

function documentOf({ input }: vscode.Tab): string | null {
  return input instanceof vscode.TabInputText ? input.uri.toString() : null;
}
