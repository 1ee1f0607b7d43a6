import * as vscode from 'vscode';
import { durationText } from '../../runtime/model/duration-text.js';
import type { TaskRun } from '../../runtime/model/run.js';
import type { RunHistory, StoredRun } from '../runs/history.js';
import { isSameFile } from '../runs/same-file.js';
import { statusIcon, timeWords } from '../runs/words.js';
import { label, notice } from '../text/inert.js';

type Asked =
  | { readonly step: string; readonly run: StoredRun; readonly task: string | null }
  | { readonly step: string; readonly file: string; readonly flow: string };

interface RunChoice extends vscode.QuickPickItem {
  readonly id: string;
}

interface TaskChoice extends vscode.QuickPickItem {
  readonly task: string;
}

/** On which past run's inputs a step is to be run. A step never runs on another run's data without that being said. */
export async function pickInputs(
  history: RunHistory,
  asked: Asked,
): Promise<{ readonly run: StoredRun; readonly task: string } | null> {
  const run = 'run' in asked ? asked.run : await pickRun(history, asked.step, asked.file, asked.flow);
  if (run === null) return null;
  const tasks = [...(run.run.steps.get(asked.step)?.tasks.values() ?? [])];
  if ('run' in asked && asked.task !== null) return { run, task: asked.task };
  const [only] = tasks;
  if (only === undefined) return null;
  if (tasks.length === 1) return { run, task: only.task };
  const picked = await vscode.window.showQuickPick(taskChoices(tasks), {
    title: `Run ${label(asked.step)} again: on the inputs of which task?`,
    matchOnDescription: true,
  });
  return picked === undefined ? null : { run, task: picked.task };
}

async function pickRun(
  history: RunHistory,
  step: string,
  file: string,
  flow: string,
): Promise<StoredRun | null> {
  const choices: RunChoice[] = [];
  for (const row of history.rows({ flow, limit: 50 })) {
    if (!isSameFile(row.file, file)) continue;
    const stored = await history.whole(row.id);
    if (stored?.run.steps.has(step) !== true) continue;
    const status =
      stored.run.steps.get(step)?.tasks.size === 1
        ? [...(stored.run.steps.get(step)?.tasks.values() ?? [])][0]?.status
        : undefined;
    choices.push({
      id: row.id,
      label: label(timeWords(row.startedAt)),
      description: label(`${row.status}${status === undefined ? '' : `, ${step} ${status}`}`),
      detail: label([row.id, ...row.tags.map(tag => `#${tag}`)].join('  ')),
      iconPath: statusIcon(row.status),
    });
  }
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(
      notice(
        `No run of ${label(flow)} has come to a step ${label(step)}, so there are no inputs to run it on: run ${label(flow)} first.`,
      ),
    );
    return null;
  }
  const picked = await vscode.window.showQuickPick(choices, {
    title: `Run ${label(step)} again: on the inputs it had in which run?`,
    placeHolder: 'The newest is first',
    matchOnDetail: true,
  });
  return picked === undefined ? null : history.whole(picked.id);
}

function taskChoices(tasks: readonly TaskRun[]): TaskChoice[] {
  // What failed is what one wants to run again.
  const ordered = tasks.toSorted((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'));
  return ordered.slice(0, 1000).map(task => ({
    task: task.task,
    label: label(task.task),
    description: label(
      [
        task.status,
        task.startedAt !== null && task.endedAt !== null ? durationText(task.endedAt - task.startedAt) : '',
        task.error?.message.split('\n', 1)[0] ?? '',
      ]
        .filter(part => part !== '')
        .join(', '),
    ),
    iconPath: statusIcon(task.status),
  }));
}
