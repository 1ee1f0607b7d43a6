import * as vscode from 'vscode';
import { commands } from '../../server/protocol.js';
import type { ViewCommand } from '../../webview/graph/protocol.js';
import { openComparison } from '../code/diff-editor.js';
import { columnFor } from '../graph/groups.js';
import { newFlowFile } from '../graph/new-flow.js';
import { type CommandContext, flowIn, flowOf, meantView } from './context.js';
import type { EditorCommand } from './register.js';

/** Commands of the graph view. */
export const graphCommands: Readonly<Record<string, EditorCommand>> = {
  [commands.showGraph]: {
    is: 'looks',
    run: async (on, argument) => {
      const place = await flowOf(on, argument);
      if (place !== null) await on.graph.show(place);
    },
  },
  'stepwell.openGraphEditor': {
    is: 'looks',
    run: async (on, argument) => {
      const place = await flowOf(on, argument);
      if (place !== null) await on.graphEditors.open(place);
    },
  },
  'stepwell.showComparisonInGraph': { is: 'looks', run: compare },
  'stepwell.newFlow': { is: 'looks', run: on => newFlowFile(on.language) },
  'stepwell.graph.fit': { is: 'looks', run: on => view(on, 'fit') },
  'stepwell.graph.find': { is: 'looks', run: on => view(on, 'focusSearch') },
  'stepwell.graph.save': { is: 'looks', run: save },
  'stepwell.graph.undo': { is: 'looks', run: on => inCode(on, 'undo') },
  'stepwell.graph.redo': { is: 'looks', run: on => inCode(on, 'redo') },
};

/** The graph of the file of an open comparison, compared with its other side. */
async function compare(on: CommandContext): Promise<void> {
  const compared = openComparison();
  const place = compared && (await flowIn(on, compared.uri));
  if (compared === null || place === null) {
    void vscode.window.showInformationMessage(
      'There is no flow here: open a comparison of a file with a class that extends Flow from stepwell.',
    );
    return;
  }
  await on.graph.show(place);
  await on.graph.view.comparing.with(place, compared.against);
}

function view(on: CommandContext, command: ViewCommand): void {
  meantView(on).post({ type: 'command', command });
}

/** The graph has nothing of its own to save: what is meant is the code that it shows. */
async function save(on: CommandContext): Promise<void> {
  const { place } = on.graph;
  const document = place && (await vscode.workspace.openTextDocument(place.uri));
  // Where it can't be saved, VS Code says why.
  if (document?.isDirty) await document.save();
}

/** Undo belongs to the document: an edit made through the graph is one of its steps, like one that was typed. */
async function inCode(on: CommandContext, command: 'undo' | 'redo'): Promise<void> {
  const { place } = on.graph;
  // A past run has nothing to undo, and its graph would give way to the code's.
  if (place === null || on.graph.showsPast) return;
  const document = await vscode.workspace.openTextDocument(place.uri);
  // VS Code undoes only where the keyboard is. With no group beside, that is behind the graph, which comes back at once.
  const viewColumn = columnFor(place.uri, { going: false }) ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: false });
  await vscode.commands.executeCommand(command);
  await on.graph.show(place);
  on.graph.focus();
}
