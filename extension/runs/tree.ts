import * as vscode from 'vscode';
import { durationText } from '../../runtime/model/duration-text.js';
import { overlayOf, type StepOverlay, takenBy } from '../../runtime/model/overlay.js';
import type { StepRun, TaskRun } from '../../runtime/model/run.js';
import { takenText } from '../../runtime/model/task-times.js';
import { commands, type LogPlace } from '../../server/protocol.js';
import { label, passage } from '../text/inert.js';
import type { RunHistory, StoredRun } from './history.js';
import type { StoredRow } from './open-store.js';
import type { Asked } from './run-follower.js';
import { askedWords, statusIcon, timeWords } from './words.js';

/** What the runs view shows: runs, below each its steps, below those with several tasks the tasks. */
export type RunsItem =
  | { readonly kind: 'run'; readonly row: StoredRow }
  | {
      readonly kind: 'step';
      readonly of: StoredRun;
      readonly step: StepRun;
      readonly overlay: StepOverlay | undefined;
    }
  | { readonly kind: 'task'; readonly of: StoredRun; readonly task: TaskRun };

/** Tasks of one step that are listed; a fan-out may have many thousands. */
const mostTasks = 500;

export class RunsTree implements vscode.TreeDataProvider<RunsItem>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunsItem | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  readonly view: vscode.TreeView<RunsItem>;
  /** Runs as items, so that VS Code keeps what is unfolded. */
  readonly #runs = new Map<string, RunsItem>();
  /** Runs that are to be drawn again. */
  readonly #stale = new Set<string>();
  #pending: NodeJS.Timeout | null = null;

  constructor(readonly history: RunHistory) {
    this.view = vscode.window.createTreeView('stepwell.runs', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscriptions = vscode.Disposable.from(
      this.view,
      history.onDidChangeList(() => this.#changed.fire(undefined)),
      history.onDidChangeRun(({ run }) => this.#soon(run.id)),
    );
  }

  dispose(): void {
    if (this.#pending !== null) clearTimeout(this.#pending);
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  refresh(): void {
    this.history.refresh();
    this.#changed.fire(undefined);
  }

  /** A live run changes many times a second; a list that people read need not. */
  #soon(id: string): void {
    this.#stale.add(id);
    this.#pending ??= setTimeout(() => {
      this.#pending = null;
      for (const stale of this.#stale) {
        const item = this.#runs.get(stale);
        if (item !== undefined) this.#changed.fire(item);
      }
      this.#stale.clear();
    }, 250);
  }

  getChildren(item?: RunsItem): RunsItem[] {
    switch (item?.kind) {
      case undefined:
        return this.#rows();
      case 'run': {
        const of = this.history.run(item.row.id);
        if (of === null) return [];
        const { steps } = overlayOf(of.run);
        return [...of.run.steps.values()].map(step => ({
          kind: 'step',
          of,
          step,
          overlay: steps[step.name],
        }));
      }
      case 'step': {
        const { of, step } = item;
        return listed([...step.tasks.values()]).map(task => ({ kind: 'task', of, task }));
      }
      case 'task':
        return [];
    }
  }

  #askedOf({ id, status }: StoredRow): Asked {
    return status === 'running' ? (this.history.run(id)?.asked ?? null) : null;
  }

  #rows(): RunsItem[] {
    const items = this.history.rows({ limit: 200 }).map((row): RunsItem => ({ kind: 'run', row }));
    this.#runs.clear();
    for (const item of items) if (item.kind === 'run') this.#runs.set(item.row.id, item);
    return items;
  }

  getTreeItem(item: RunsItem): vscode.TreeItem {
    switch (item.kind) {
      case 'run':
        return runItem(item.row, this.#askedOf(item.row));
      case 'step':
        return stepItem(item.of, item.step, item.overlay);
      case 'task':
        return taskItem(item.of, item.task);
    }
  }
}

/** Where not all can be listed, those that failed come first. */
function listed(tasks: readonly TaskRun[]): readonly TaskRun[] {
  if (tasks.length <= mostTasks) return tasks;
  const failed = (task: TaskRun) => task.status === 'failed';
  return [...tasks.filter(failed), ...tasks.filter(task => !failed(task))].slice(0, mostTasks);
}

function runItem(row: StoredRow, asked: Asked): vscode.TreeItem {
  const isReadable = row.unreadable === undefined;
  const item = new vscode.TreeItem(
    label(isReadable ? row.flow : 'Unreadable run'),
    isReadable ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  const end = row.endedAt ?? row.seenAt;
  const time = end === undefined ? '' : `  ${durationText(end - row.startedAt)}`;
  const mode = row.mode === 'run' ? '' : `  ${row.mode === 'step' ? 'step' : 'resumed'}`;
  const tags = row.tags.map(tag => `  #${tag}`).join('');
  item.id = row.id;
  const about = `${timeWords(row.startedAt)}${time}${mode}${tags}`;
  item.description = label(asked === null ? about : `${askedWords[asked]}  ${about}`);
  item.iconPath = statusIcon(row.status);
  item.contextValue = isReadable ? `run.${row.status}.${row.mode}` : 'unreadable';
  item.tooltip = passage(aboutRun(row));
  item.accessibilityInformation = { label: label(`${row.flow}, ${row.status}, ${item.description}`) };
  item.command = {
    command: commands.openRun,
    title: 'Open Run',
    arguments: [{ run: row.id } satisfies LogPlace],
  };
  return item;
}

/** Plain text: what a run was given and what it threw would be Markdown to VS Code, with links and pictures in it. */
function aboutRun(row: StoredRow): string {
  const lines = [
    `${label(row.flow)}: ${row.status}`,
    row.id,
    new Date(row.startedAt).toLocaleString(),
    ...Object.entries(row.parameters).map(([name, value]) => label(`${name} = ${JSON.stringify(value)}`)),
  ];
  if (row.origin !== null) lines.push(`${row.mode === 'step' ? 'inputs of' : 'resumes'} ${row.origin}`);
  if (row.error !== null) lines.push('', `${label(row.error.step ?? 'failed')}: ${row.error.message}`);
  return lines.join('\n');
}

function stepItem({ run }: StoredRun, step: StepRun, overlay: StepOverlay | undefined): vscode.TreeItem {
  const several = step.tasks.size > 1;
  const item = new vscode.TreeItem(
    label(step.name),
    several ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  const parts: string[] = [];
  if (overlay && several)
    parts.push(`${(overlay.counts.done ?? 0) + (overlay.counts.caught ?? 0)}/${overlay.total}`);
  const all = overlay !== undefined && overlay.reused === overlay.total;
  const taken = overlay ? takenBy(overlay) : null;
  if (overlay && taken !== null) parts.push(takenText(taken, overlay.total));
  if (overlay && overlay.reused > 0) parts.push(all ? 'reused' : `${overlay.reused} reused`);
  if (overlay && overlay.retries > 0) parts.push(`${overlay.retries} retried`);
  if (overlay?.failure) parts.push(overlay.failure.message.split('\n', 1)[0] ?? '');
  item.id = `${run.id}/${step.name}`;
  item.description = label(parts.join('  '));
  item.iconPath = statusIcon(overlay?.status ?? 'queued');
  item.contextValue = several ? 'step.several' : 'step.one';
  const [task] = step.tasks.keys();
  const place: LogPlace = {
    run: run.id,
    step: step.name,
    ...(several || task === undefined ? {} : { task }),
  };
  item.command = { command: commands.openLog, title: 'Open Log', arguments: [place] };
  return item;
}

function taskItem({ run }: StoredRun, task: TaskRun): vscode.TreeItem {
  const item = new vscode.TreeItem(label(task.task), vscode.TreeItemCollapsibleState.None);
  const parts: string[] = [];
  if (task.startedAt !== null && task.endedAt !== null && !task.reused)
    parts.push(durationText(task.endedAt - task.startedAt));
  if (task.reused) parts.push('reused');
  if (task.attempts.length > 1) parts.push(`${task.attempts.length} attempts`);
  if (task.error !== null) parts.push(task.error.message.split('\n', 1)[0] ?? '');
  item.id = `${run.id}/${task.step}/${task.task}`;
  item.description = label(parts.join('  '));
  item.iconPath = statusIcon(task.status);
  item.contextValue = 'task';
  const place: LogPlace = { run: run.id, step: task.step, task: task.task };
  item.command = { command: commands.openLog, title: 'Open Log', arguments: [place] };
  return item;
}
