import { oneLine } from '../../runtime/model/plain-text.js';
import type { Run, TaskRun } from '../../runtime/model/run.js';
import { type TaskQuery, taskQueryFrom, troubleFirst } from '../../runtime/model/task-list.js';
import { taskTime } from '../../runtime/model/task-times.js';
import type { TaskPage, TaskRow } from '../../webview/protocol.js';
import type { StoredRun } from '../runs/history.js';
import { ItemTexts } from './item-texts.js';

/** So long it reads at a time, in milliseconds, for everything else in the editor waits meanwhile. */
const turn = 15;
const longestMessage = 300;

interface Asked {
  readonly step: string;
  readonly query: string;
  readonly from: number;
  readonly count: number;
}

/** The tasks of a step of the run that is drawn, a stretch at a time: there may be a hundred thousand of them. */
export class TaskPages {
  #items: ItemTexts | null = null;
  /** What was found last; of a run that goes on it is old with the next event. */
  #found: {
    readonly run: Run;
    readonly step: string;
    readonly query: string;
    readonly tasks: readonly TaskRun[];
  } | null = null;
  #searches = 0;

  /** Null when it has been overtaken by another question. */
  async page({ store, run }: StoredRun, { step, query, from, count }: Asked): Promise<TaskPage | null> {
    const items = this.#items?.store === store ? this.#items : new ItemTexts(store);
    this.#items = items;
    const known = this.#found;
    const isKnown = known?.run === run && known.step === step && known.query === query;
    const tasks = isKnown ? known.tasks : await this.#find(run, step, taskQueryFrom(query), items);
    if (tasks === null) return null;
    this.#found = { run, step, query, tasks };
    const rows = tasks.slice(from, from + count).map(task => rowOf(task, items.of(run, task)));
    return { total: run.steps.get(step)?.tasks.size ?? 0, found: tasks.length, from, rows };
  }

  async #find(
    run: Run,
    step: string,
    query: TaskQuery,
    items: ItemTexts,
  ): Promise<readonly TaskRun[] | null> {
    const search = ++this.#searches;
    const all = troubleFirst(run.steps.get(step)?.tasks.values() ?? [], query);
    if (query.words.length === 0) return all;
    const found: TaskRun[] = [];
    let until = performance.now() + turn;
    for (const task of all) {
      const said = `${task.task} ${items.of(run, task) ?? ''} ${messageOf(task) ?? ''}`.toLowerCase();
      if (query.words.every(word => said.includes(word))) found.push(task);
      if (performance.now() < until) continue;
      await new Promise(resolve => setImmediate(resolve));
      if (search !== this.#searches) return null;
      until = performance.now() + turn;
    }
    return found;
  }
}

function rowOf(task: TaskRun, item: string | null): TaskRow {
  return {
    task: task.task,
    state: task.reused ? 'reused' : task.status,
    startedAt: task.startedAt,
    time: taskTime(task),
    attempts: task.attempts.length,
    item,
    message: messageOf(task),
  };
}

function messageOf({ error }: TaskRun): string | null {
  return error && oneLine(error.message, longestMessage);
}
