import * as vscode from 'vscode';
import { commands } from '../../server/protocol.js';
import { type CommandContext, flowOf, newestRun, runOf, taskOf } from './context.js';
import { pickInputs } from './pick-inputs.js';
import type { Handler } from './register.js';

/** Commands that start something. */
export const flowCommands: Readonly<Record<string, Handler>> = {
  [commands.run]: (on, argument) => runFlow(on, argument, false),
  'stepwell.runWith': (on, argument) => runFlow(on, argument, true),
  [commands.resume]: async (on, argument) => {
    const stored = isRun(argument) ? runOf(on, argument) : await newestRun(on, argument);
    if (stored === null) return;
    await on.launcher.resume(stored);
    await showGraphOf(on, stored.run.file, stored.run.flow);
  },
  [commands.runStep]: async (on, argument) => {
    const named = taskOf(argument);
    if (isTreeItem(argument) && named.step !== undefined) {
      const stored = runOf(on, argument);
      const picked =
        stored && (await pickInputs(on.history, { step: named.step, run: stored, task: named.task ?? null }));
      if (picked) await on.launcher.step(picked.run, named.step, picked.task);
      return;
    }
    const place = await flowOf(on, argument);
    if (place === null) return;
    const step = place.step ?? (await pickStep(on, place.uri, place.flow));
    if (step === undefined) return;
    const picked = await pickInputs(on.history, { step, file: place.uri.fsPath, flow: place.flow });
    if (picked === null) return;
    await on.launcher.step(picked.run, step, picked.task);
    await on.graph.show(place);
  },
  'stepwell.cancel': (on, argument) => {
    const stored = runOf(on, argument);
    if (stored === null) return;
    if (stored.run.status === 'running') on.launcher.cancel(stored);
    else
      void vscode.window.showInformationMessage(
        `${stored.run.flow} is not running: it is ${stored.run.status}.`,
      );
  },
};

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
  return vscode.window.showQuickPick(
    steps.map(step => step.name),
    { title: `Which step of ${flow}?` },
  );
}

async function showGraphOf(on: CommandContext, file: string, flow: string): Promise<void> {
  await on.graph.show({ uri: vscode.Uri.file(file), flow });
}
