/** The tasks of a step as one looks through them: what needs a person first. */
import type { TaskRun, TaskStatus } from './run.js';
import { taskTime, timesOf } from './task-times.js';
import { type Bits, each, largestFirst } from './turns.js';

/** What a task can be asked to be, beside its status. */
export type TaskTrait = TaskStatus | 'reused' | 'retried' | 'slow';

export interface TaskQuery {
  /** All of them are to stand in what is said of the task. */
  readonly words: readonly string[];
  /** Beginnings of traits that it is to have, all of them. */
  readonly traits: readonly string[];
}

/** `is:failed berlin` asks for failed tasks of which `berlin` is said. */
export function taskQueryFrom(typed: string): TaskQuery {
  const parts = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return {
    words: parts.filter(part => !part.startsWith('is:')),
    traits: parts.flatMap(part => (part.startsWith('is:') && part.length > 3 ? part.slice(3) : [])),
  };
}

/** A task is slow that takes more than so many times the median. */
const slowness = 2;

const first: Readonly<Partial<Record<TaskStatus, number>>> = {
  failed: 0,
  lost: 1,
  retrying: 2,
  running: 3,
  caught: 4,
};
const ofSlow = 5;
const ofRest = 6;

/** Those that have some traits: failed ones first, then what goes on, what was caught, the slow ones from the slowest on, and the rest as they were queued. */
export function* troubleFirst(
  tasks: Iterable<TaskRun>,
  { traits }: Pick<TaskQuery, 'traits'>,
): Bits<TaskRun[]> {
  // Of a run that goes on, more may come between two bits.
  const all = [...tasks];
  yield;
  const limit = (timesOf(all)?.median ?? Number.POSITIVE_INFINITY) * slowness;
  yield;
  const isSlow = (task: TaskRun): boolean => all.length > 1 && (taskTime(task) ?? 0) > limit;
  const ranks: TaskRun[][] = Array.from({ length: ofRest + 1 }, () => []);
  yield* each(all, task => {
    const slow = isSlow(task);
    if (!traits.every(trait => traitsOf(task, slow).some(one => one.startsWith(trait)))) return;
    ranks[first[task.status] ?? (slow ? ofSlow : ofRest)]?.push(task);
  });
  ranks[ofSlow] = yield* largestFirst(ranks[ofSlow] ?? [], task => taskTime(task) ?? 0);
  return ranks.flat();
}

function traitsOf(task: TaskRun, slow: boolean): TaskTrait[] {
  const traits: TaskTrait[] = [task.status];
  if (task.reused) traits.push('reused');
  if (task.attempts.length > 1) traits.push('retried');
  if (slow) traits.push('slow');
  return traits;
}
