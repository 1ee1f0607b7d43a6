import * as vscode from 'vscode';
import type { WorkspaceFlow } from '../../server/protocol.js';
import type { GraphEditors } from '../graph/editors.js';
import type { GraphPanel } from '../graph/panel.js';
import type { GraphView } from '../graph/view.js';
import type { LanguageService } from '../language/client.js';
import type { LogDocuments } from '../logs/documents.js';
import type { Cancelling } from '../runs/cancelling.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import type { FlowAt, Launcher } from '../runs/launcher.js';
import type { RunsItem, RunsTree } from '../runs/tree.js';
import { label, notice } from '../text/inert.js';

/** What commands work on. */
export interface CommandContext {
  readonly context: vscode.ExtensionContext;
  readonly history: RunHistory;
  readonly language: LanguageService;
  readonly launcher: Launcher;
  readonly cancelling: Cancelling;
  readonly graph: GraphPanel;
  readonly graphEditors: GraphEditors;
  readonly logs: LogDocuments;
  readonly tree: RunsTree;
  readonly output: vscode.LogOutputChannel;
}

/** The graph that is meant by what names none: the editor that has the keyboard, else the panel. */
export function meantView({ graph, graphEditors }: CommandContext): GraphView {
  return graphEditors.active ?? graph.view;
}

function field(argument: unknown, name: string): string | undefined {
  if (typeof argument !== 'object' || argument === null || !(name in argument)) return undefined;
  const value: unknown = Reflect.get(argument, name);
  return typeof value === 'string' ? value : undefined;
}

/**
 * The flow a command is about: named by a lens or the graph, else the one at the cursor, else the one the graph shows. Asks
 * when a file has several.
 */
export async function flowOf(
  on: CommandContext,
  argument: unknown,
): Promise<(FlowAt & { step?: string }) | null> {
  const uri = field(argument, 'uri');
  const flow = field(argument, 'flow');
  const step = field(argument, 'step');
  if (uri !== undefined && flow !== undefined) {
    return { uri: vscode.Uri.parse(uri), flow, ...(step === undefined ? {} : { step }) };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined) {
    const place = await on.language.placeAt(editor.document.uri, editor.selection.active);
    if (place !== null) {
      return {
        uri: editor.document.uri,
        flow: place.flow,
        ...(place.step === null ? {} : { step: place.step }),
      };
    }
    const names = (await on.language.graphs(editor.document.uri))?.flows.map(f => f.graph.flow) ?? [];
    const name = names.length > 1 ? await pickName(names) : names[0];
    if (name !== undefined) return { uri: editor.document.uri, flow: name };
    if (names.length > 1) return null;
  }
  const { flow: shown } = meantView(on);
  if (shown !== null) return shown;
  const flows = await on.language.workspaceFlows();
  if (flows.length > 0) return pickFlow(flows);
  void vscode.window.showInformationMessage(
    'There is no flow here: open a file with a class that extends Flow from stepwell.',
  );
  return null;
}

/** The flow of a file that is meant: the one at the cursor, or else the only one. Null where there is none, or none is picked. */
export async function flowIn({ language }: CommandContext, uri: vscode.Uri): Promise<FlowAt | null> {
  const editor = vscode.window.activeTextEditor;
  await vscode.workspace.openTextDocument(uri);
  const flows = (await language.graphs(uri))?.flows.map(({ graph }) => graph.flow) ?? [];
  const isHere = editor?.document.uri.toString() === uri.toString();
  const here = isHere ? await language.placeAt(uri, editor.selection.active) : null;
  const flow = here?.flow ?? (flows.length > 1 ? await pickName(flows) : flows[0]);
  return flow === undefined ? null : { uri, flow };
}

/** Asks which of a file's flows is meant. */
async function pickName(names: readonly string[]): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(
    names.map(flow => ({ label: label(flow), flow })),
    { title: 'Which flow?' },
  );
  return picked?.flow;
}

/** Asks which of the workspace's flows is meant. */
async function pickFlow(flows: readonly WorkspaceFlow[]): Promise<FlowAt | null> {
  const picked = await vscode.window.showQuickPick(
    flows.map(({ uri, flow, doc }) => ({
      label: label(flow),
      description: label(vscode.workspace.asRelativePath(vscode.Uri.parse(uri))),
      detail: label(doc.split('\n', 1)[0] ?? ''),
      place: { uri, flow },
    })),
    { title: 'Which flow?', matchOnDescription: true },
  );
  return picked ? { uri: vscode.Uri.parse(picked.place.uri), flow: picked.place.flow } : null;
}

/** The argument names a flow, and no run of it. */
export function isFlow(argument: unknown): boolean {
  return field(argument, 'flow') !== undefined && field(argument, 'run') === undefined;
}

/** The newest run of the flow a command is about, runs of single steps left out. */
export async function newestRun(on: CommandContext, argument: unknown): Promise<StoredRun | null> {
  const place = await flowOf(on, argument);
  if (place === null) return null;
  const row = on.history.latest(place.uri.fsPath, place.flow, { steps: false });
  if (row !== null) return on.history.whole(row.id);
  void vscode.window.showInformationMessage(notice(`${label(place.flow)} has not been run yet.`));
  return null;
}

/** The run a command is about: named, or the tree's item, else the one the graph shows. */
export async function runOf(on: CommandContext, argument: unknown): Promise<StoredRun | null> {
  const item = argument as RunsItem | undefined;
  const id = field(argument, 'run') ?? (item && 'kind' in item ? runIdOf(item) : undefined);
  const stored = id === undefined ? meantView(on).run : await on.history.whole(id);
  if (stored !== null) return stored;
  const fault = id === undefined ? null : on.history.faultOf(id);
  void vscode.window.showInformationMessage(
    notice(
      fault === null
        ? 'That run is no longer there.'
        : `That run can’t be read: ${fault}. On a command line, stepwell rm ${id} removes it.`,
    ),
  );
  return null;
}

export function runIdOf(item: RunsItem): string {
  return item.kind === 'run' ? item.row.id : item.of.run.id;
}

/** The step and task that a tree item or an argument names. */
export function taskOf(argument: unknown): { step?: string; task?: string } {
  const item = argument as RunsItem | undefined;
  if (item && 'kind' in item) {
    if (item.kind === 'task') return { step: item.task.step, task: item.task.task };
    if (item.kind === 'step') return { step: item.step.name };
    return {};
  }
  const step = field(argument, 'step');
  const task = field(argument, 'task');
  return { ...(step === undefined ? {} : { step }), ...(task === undefined ? {} : { task }) };
}
