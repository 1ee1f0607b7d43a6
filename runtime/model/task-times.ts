import { durationText } from './duration-text.js';
import type { TaskRun } from './run.js';

/** What one task of a step takes, in milliseconds. */
export interface TaskTimes {
  readonly median: number;
  readonly slowest: number;
  /** Position of the slowest task. */
  readonly slowestTask: string;
}

/** From the start of a task's first attempt to the end of its last; null while that is not known, and of one that was taken over from another run. */
export function taskTime({ startedAt, endedAt, reused }: TaskRun): number | null {
  return startedAt === null || endedAt === null || reused ? null : endedAt - startedAt;
}

/** Of the tasks that have ended, whatever they came to; null where there is none. */
export function timesOf(tasks: Iterable<TaskRun>): TaskTimes | null {
  const times: number[] = [];
  let slowest = -1;
  let slowestTask = '';
  for (const task of tasks) {
    const time = taskTime(task);
    if (time === null) continue;
    times.push(time);
    if (time <= slowest) continue;
    slowest = time;
    slowestTask = task.task;
  }
  if (times.length === 0) return null;
  return { median: medianOf(times), slowest, slowestTask };
}

/** What a step takes in words: of many tasks, what one of them does. */
export function takenText(milliseconds: number, tasks: number): string {
  return tasks > 1 ? `${durationText(milliseconds)} each` : durationText(milliseconds);
}

/** Puts what it is given into another order. */
function medianOf(times: number[]): number {
  const middle = times.length >> 1;
  const upper = nth(times, middle);
  if (times.length % 2 === 1) return upper;
  // What stands in front of it is no greater.
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) lower = Math.max(lower, times[i] ?? lower);
  return (lower + upper) / 2;
}

/**
 * What would stand at a place if all were in order, and puts it there, nothing greater in front of it: Hoare's selection. A live run asks
 * many times a second, and sorting a hundred thousand takes five times as long. Pivots are drawn by lot, since no order of what a log says makes that slow.
 */
function nth(values: number[], place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[low + Math.floor(Math.random() * (high - low + 1))] ?? 0;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] ?? pivot) < pivot) left++;
      while ((values[right] ?? pivot) > pivot) right--;
      if (left > right) break;
      const held = values[left] ?? 0;
      values[left++] = values[right] ?? 0;
      values[right--] = held;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place] ?? 0;
}
