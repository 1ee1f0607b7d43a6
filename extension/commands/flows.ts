import * as vscode from 'vscode';
import { commands } from '../../server/protocol.js';
import type { StoredRun } from '../runs/history.js';
import { sourceOf } from '../runs/workspace-file.js';
import { label, notice } from '../text/inert.js';
import { type CommandContext, flowOf, newestRun, runOf, taskOf } from './context.js';
import { pickInputs } from './pick-inputs.js';
import type { EditorCommand } from './register.js';

/** Commands that start something. */
export const flowCommands: Readonly<Record<string, EditorCommand>> = {
  [commands.run]: { is: 'acts', run: (on, argument) => runFlow(on, argument, false) },
  'stepwell.runWith': { is: 'acts', run: (on, argument) => runFlow(on, argument, true) },
  [commands.resume]: { is: 'acts', run: resume },
  [commands.runStep]: { is: 'acts', run: runStep },
  'stepwell.cancel': {
    is: 'acts',
    run: async (on, argument) => {
      const stored = await runOf(on, argument);
      if (stored === null) return;
      const { flow, status } = stored.run;
      if (status === 'running') on.cancelling.cancel(stored);
      else
        void vscode.window.showInformationMessage(notice(`${label(flow)} is not running: it is ${status}.`));
    },
  },
};

async function resume(on: CommandContext, argument: unknown): Promise<void> {
  const stored = isRun(argument) ? await runOf(on, argument) : await newestRun(on, argument);
  const file = stored && ownSource(stored, 'resumed');
  if (stored === null || file === null) return;
  await on.launcher.resume(stored);
  await on.graph.show({ uri: vscode.Uri.file(file), flow: stored.run.flow });
}

async function runStep(on: CommandContext, argument: unknown): Promise<void> {
  const named = taskOf(argument);
  if (isTreeItem(argument) && named.step !== undefined) {
    const stored = await runOf(on, argument);
    if (stored === null || ownSource(stored, 'run again') === null) return;
    const picked = await pickInputs(on.history, { step: named.step, run: stored, task: named.task ?? null });
    if (picked) await on.launcher.step(picked.run, named.step, picked.task);
    return;
  }
  const place = await flowOf(on, argument);
  if (place === null) return;
  const step = place.step ?? (await pickStep(on, place.uri, place.flow));
  if (step === undefined) return;
  const picked = await pickInputs(on.history, { step, file: place.uri.fsPath, flow: place.flow });
  if (picked === null || ownSource(picked.run, 'run again') === null) return;
  await on.launcher.step(picked.run, step, picked.task);
  await on.graph.show(place);
}

/** The run's source; null when it is none of this workspace's, and that has been said. */
function ownSource(stored: StoredRun, what: string): string | null {
  const source = sourceOf(stored);
  if (source.ok) return source.path;
  void vscode.window.showWarningMessage(notice(`This run can’t be ${what} from here. ${source.why}`));
  return null;
}

async function runFlow(on: CommandContext, argument: unknown, ask: boolean): Promise<void> {
  const place = await flowOf(on, argument);
  if (place === null) return;
  const id = await on.launcher.run(place, ask);
  if (id !== null) await on.graph.show(place);
}

function isTreeItem(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'kind' in argument;
}

function isRun(argument: unknown): boolean {
  return isTreeItem(argument) || (typeof argument === 'object' && argument !== null && 'run' in argument);
}

async function pickStep(on: CommandContext, uri: vscode.Uri, flow: string): Promise<string | undefined> {
  const snapshot = await on.language.graphs(uri);
  const steps = snapshot?.flows.find(f => f.graph.flow === flow)?.graph.steps ?? [];
  const picked = await vscode.window.showQuickPick(
    steps.map(step => ({ label: label(step.name), step: step.name })),
    { title: `Which step of ${label(flow)}?` },
  );
  return picked?.step;
}
