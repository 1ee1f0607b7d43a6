import { oneLine } from '../../runtime/model/plain-text.js';
import type { Run, TaskRun } from '../../runtime/model/run.js';
import { type TaskQuery, taskQueryFrom, troubleFirst } from '../../runtime/model/task-list.js';
import type { TaskPage, TaskRow } from '../../runtime/model/task-page.js';
import { taskTime } from '../../runtime/model/task-times.js';
import type { Bits } from '../../runtime/model/turns.js';
import type { StoredRun } from './history.js';
import { inTurns } from './in-turns.js';
import { ItemTexts } from './item-texts.js';

/** So long it reads at a time, in milliseconds, for everything else in the editor waits meanwhile. */
const turn = 8;
const longestMessage = 300;

interface Asked {
  readonly step: string;
  readonly query: string;
  readonly from: number;
  readonly count: number;
}

/** A search, begun and perhaps ended. */
interface Search {
  readonly run: Run;
  readonly step: string;
  readonly query: string;
  /** Null when it was given up for another one. */
  readonly tasks: Promise<readonly TaskRun[] | null>;
}

/** The tasks of a step of the run that is drawn, a stretch at a time: there may be a hundred thousand of them. */
export class TaskPages {
  #items: ItemTexts | null = null;
  #search: Search | null = null;
  /** Whether that one goes on still. */
  #isSearching = false;

  /** Null when something else has been asked for since. */
  async page({ store, run }: StoredRun, { step, query, from, count }: Asked): Promise<TaskPage | null> {
    const items = this.#items?.store === store ? this.#items : new ItemTexts(store);
    this.#items = items;
    const tasks = await this.#searchOf(run, step, query, items).tasks;
    if (tasks === null) return null;
    const rows = tasks.slice(from, from + count).map(task => rowOf(task, items.of(run, task)));
    return { total: run.steps.get(step)?.tasks.size ?? 0, found: tasks.length, from, rows };
  }

  /** Several stretches of one list are found once; of a run that goes on what is found is old with the next event, but a search is not begun anew before it has ended. */
  #searchOf(run: Run, step: string, query: string, items: ItemTexts): Search {
    const last = this.#search;
    const isSame = last?.run.id === run.id && last.step === step && last.query === query;
    if (isSame && (last.run === run || this.#isSearching)) return last;
    const isWanted = (): boolean => this.#search === search;
    this.#isSearching = true;
    const work = found(run, step, taskQueryFrom(query), items);
    const tasks = inTurns(work, turn, isWanted).finally(() => {
      if (isWanted()) this.#isSearching = false;
    });
    const search: Search = { run, step, query, tasks };
    this.#search = search;
    return search;
  }
}

function* found(run: Run, step: string, query: TaskQuery, items: ItemTexts): Bits<readonly TaskRun[]> {
  const all = yield* troubleFirst(run.steps.get(step)?.tasks.values() ?? [], query);
  if (query.words.length === 0) return all;
  const fitting: TaskRun[] = [];
  for (const task of all) {
    const said = `${task.task} ${items.of(run, task) ?? ''} ${messageOf(task) ?? ''}`.toLowerCase();
    if (query.words.every(word => said.includes(word))) fitting.push(task);
    // An item may be large: nobody knows how long the next one takes.
    yield;
  }
  return fitting;
}

/** A task as it stands in a list. */
export function rowOf(task: TaskRun, item: string | null): TaskRow {
  const { queuedAt, startedAt, endedAt } = task;
  return {
    task: task.task,
    state: task.reused ? 'reused' : task.status,
    queuedAt,
    startedAt,
    endedAt,
    time: taskTime(task),
    attempts: task.attempts.map(({ attempt, startedAt, endedAt, error }) => ({
      attempt,
      startedAt,
      endedAt,
      failed: error !== null,
    })),
    item,
    message: messageOf(task),
  };
}

function messageOf({ error }: TaskRun): string | null {
  return error && oneLine(error.message, longestMessage);
}
