import * as vscode from 'vscode';
import { ThenDocuments } from './code/documents.js';
import type { CommandContext } from './commands/context.js';
import { allCommands, type EditorCommand, registerCommands } from './commands/register.js';
import { Disposal } from './disposal.js';
import { GraphEditors } from './graph/editors.js';
import { GraphPanel } from './graph/panel.js';
import { PastGraphs } from './graph/past-graphs.js';
import { LanguageService } from './language/client.js';
import { LogDocuments } from './logs/documents.js';
import { LogLinks } from './logs/links.js';
import { RunView } from './run-view/view.js';
import { Cancelling } from './runs/cancelling.js';
import { Failures } from './runs/failures.js';
import { RunHistory } from './runs/history.js';
import { Launcher } from './runs/launcher.js';
import { Notices } from './runs/notices.js';
import { sendResults } from './runs/results.js';
import { RunsTree } from './runs/tree.js';
import { Newest } from './selection/newest.js';
import { Selected } from './selection/selection.js';

let disposal: Disposal | null = null;

/** What the suites inside VS Code look at: trees and panels can't be read through VS Code's own interface. */
export interface Inside extends CommandContext {
  readonly commands: Readonly<Record<string, EditorCommand>>;
  readonly selected: Selected;
  readonly runView: RunView;
}

export async function activate(context: vscode.ExtensionContext): Promise<Inside | undefined> {
  disposal = new Disposal();
  const output = disposal.add(vscode.window.createOutputChannel('Stepwell', { log: true }));
  const history = disposal.add(new RunHistory(output));
  const language = disposal.add(new LanguageService(context, history, output));
  const launcher = disposal.add(new Launcher(context, history, language, output));
  const thenDocuments = disposal.add(new ThenDocuments());
  const selected = disposal.add(new Selected());
  const pastGraphs = new PastGraphs(output);
  const parts = { context, language, history, output, pastGraphs, thenDocuments, selected };
  const graph = disposal.add(new GraphPanel(parts));
  const graphEditors = disposal.add(new GraphEditors(parts));
  disposal.add(new Newest(history, graph, selected, launcher));
  const runView = disposal.add(new RunView({ context, history, launcher, graph, selected, output }));
  const logs = disposal.add(new LogDocuments(history));
  disposal.add(new LogLinks());
  const tree = disposal.add(new RunsTree(history));
  disposal.add(new Notices(history, launcher));
  disposal.add(new Failures(history));
  disposal.add(sendResults(history, language));
  const cancelling = new Cancelling(history, launcher);
  const on = { context, history, language, launcher, cancelling, graph, graphEditors, logs, tree, output };
  const inside = { ...on, commands: allCommands, selected, runView };
  disposal.add(registerCommands(on));
  await language.start();
  return context.extensionMode === vscode.ExtensionMode.Test ? inside : undefined;
}

export async function deactivate(): Promise<void> {
  disposal?.dispose();
  disposal = null;
}
