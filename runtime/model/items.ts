import { parseTaskId } from './fold.js';
import type { ItemChunk, Run, TaskRun, Transition } from './run.js';

/** Where a fan-out's item is stored. */
export interface ItemPlace {
  readonly chunk: ItemChunk;
  /** Position within the chunk. */
  readonly at: number;
}

/** @throws RangeError where a fan-out has no such item */
export function itemPlace(chunks: readonly ItemChunk[], index: number): ItemPlace {
  let before = 0;
  for (const chunk of chunks) {
    if (index < before + chunk.count) return { chunk, at: index - before };
    before += chunk.count;
  }
  throw new RangeError(`the fan-out has ${before} items, and item ${index} was asked for`);
}

type FanOut = Extract<Transition, { kind: 'foreach' }>;

/** The innermost fan-out around a task, found by going back along its inputs; null where it is in none. */
export function fanOutAround(run: Run, task: TaskRun): FanOut | null {
  let at: TaskRun | undefined = task;
  for (let hops = 0; at !== undefined && hops < 100_000; hops++) {
    // A join stands where its opener stood.
    const before: TaskRun | undefined = taskOf(run, at.opener ?? at.from[0]);
    if (before?.transition?.kind === 'foreach' && at.opener === null) return before.transition;
    at = before;
  }
  return null;
}

/** The item that a task of a fan-out's own step was given: where it stands among all, and where it is stored. */
export function itemOf(
  run: Run,
  task: TaskRun,
): { readonly index: number; readonly place: ItemPlace } | null {
  const fanOut = fanOutAround(run, task);
  if (fanOut?.to !== task.step) return null;
  const [place = '0'] = task.task.split('@');
  const index = Number(place.split('.').at(-1));
  return { index, place: itemPlace(fanOut.items, index) };
}

/** @param id `step/task` */
export function taskOf(run: Run, id: string | undefined): TaskRun | undefined {
  if (id === undefined) return undefined;
  const { step, task } = parseTaskId(id);
  return run.steps.get(step)?.tasks.get(task);
}
