import * as vscode from 'vscode';
import { refuseForeign } from '../../runtime/store/home.js';
import { removeRun, tagRun } from '../../runtime/store/upkeep.js';
import { commands } from '../../server/protocol.js';
import { columnFor } from '../graph/groups.js';
import { sourceOf } from '../runs/workspace-file.js';
import { notice, passage } from '../text/inert.js';
import { type CommandContext, isFlow, newestRun, runOf, taskOf } from './context.js';
import type { EditorCommand } from './register.js';

/** Commands about runs that there are. */
export const runCommands: Readonly<Record<string, EditorCommand>> = {
  [commands.openRun]: { is: 'looks', run: openRun },
  [commands.openLog]: { is: 'looks', run: openLog },
  'stepwell.openCode': { is: 'looks', run: openCode },
  'stepwell.tagRun': { is: 'acts', run: editTags },
  'stepwell.deleteRun': { is: 'acts', run: deleteRun },
  'stepwell.copyRunId': {
    is: 'looks',
    run: async (on, argument) => {
      const stored = await runOf(on, argument);
      if (stored !== null) await vscode.env.clipboard.writeText(stored.run.id);
    },
  },
  'stepwell.refreshRuns': { is: 'looks', run: on => on.tree.refresh() },
};

async function openRun(on: CommandContext, argument: unknown): Promise<void> {
  // A lens names the flow: its newest run is meant.
  const stored = isFlow(argument) ? await newestRun(on, argument) : await runOf(on, argument);
  if (stored !== null) await on.graph.showRun(stored);
}

async function openLog(on: CommandContext, argument: unknown): Promise<void> {
  const stored = await runOf(on, argument);
  if (stored === null) return;
  const { step, task } = taskOf(argument);
  const known = step === undefined ? undefined : stored.run.steps.get(step);
  // A step with one task, or with one that failed, has one log that is meant.
  const meant = task ?? (known?.tasks.size === 1 ? [...known.tasks.keys()][0] : failedTask(known));
  await on.logs.open({
    run: stored.run.id,
    ...(step === undefined ? {} : { step }),
    ...(meant === undefined ? {} : { task: meant }),
  });
}

async function openCode(on: CommandContext, argument: unknown): Promise<void> {
  const stored = await runOf(on, argument);
  if (stored === null) return;
  const source = sourceOf(stored);
  if (!source.ok) {
    void vscode.window.showWarningMessage(notice(source.why));
    return;
  }
  const uri = vscode.Uri.file(source.path);
  const document = await vscode.workspace.openTextDocument(uri);
  const viewColumn = columnFor(uri, { going: true }) ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(document, { viewColumn });
}

async function editTags(on: CommandContext, argument: unknown): Promise<void> {
  const stored = await runOf(on, argument);
  if (stored === null) return;
  const before = stored.run.tags;
  const text = await vscode.window.showInputBox({
    title: 'Tags of the run',
    prompt: 'Separated by spaces',
    value: before.join(' '),
  });
  if (text === undefined) return;
  refuseForeign(stored.store, false);
  const after = text.split(/[\s,]+/).filter(tag => tag !== '');
  tagRun(
    stored.store,
    stored.run.id,
    after.filter(tag => !before.includes(tag)),
    before.filter(tag => !after.includes(tag)),
  );
  on.tree.refresh();
}

async function deleteRun(on: CommandContext, argument: unknown): Promise<void> {
  const stored = await runOf(on, argument);
  if (stored === null) return;
  const remove = 'Delete';
  const picked = await vscode.window.showWarningMessage(
    notice(`Delete this run of ${stored.run.flow}?`),
    {
      modal: true,
      detail: passage(`${stored.run.id}\nIts logs and everything recorded of it will be gone.`),
    },
    remove,
  );
  if (picked !== remove) return;
  refuseForeign(stored.store, false);
  removeRun(stored.store, stored.run.id);
  on.tree.refresh();
}

function failedTask(
  step: { tasks: ReadonlyMap<string, { task: string; status: string }> } | undefined,
): string | undefined {
  return [...(step?.tasks.values() ?? [])].find(task => task.status === 'failed')?.task;
}
