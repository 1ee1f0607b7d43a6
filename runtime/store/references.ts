import type { Run, TaskRun, Transition } from '../model/run.js';
import type { Objects } from './objects.js';
import { getSnapshot } from './snapshot.js';

/** An object that a run needs, and what for, in words. */
export interface Reference {
  readonly hash: string;
  readonly what: string;
}

/**
 * Every object a run refers to: its artifacts, its fan-outs' items, its sources and the list of them. A list that can't be read
 * refers to nothing but itself.
 */
export function* referencesOf(objects: Objects, run: Run): Generator<Reference> {
  yield { hash: run.code.snapshot, what: 'its code version' };
  for (const { path, object } of sourcesOf(objects, run)) yield { hash: object, what: `the source ${path}` };
  for (const step of run.steps.values()) {
    for (const task of step.tasks.values()) yield* ofTask(task);
  }
}

function* ofTask(task: TaskRun): Generator<Reference> {
  const id = `${task.step}/${task.task}`;
  // What a task found, another has set, except where it came from another run.
  const states = task.from.length === 0 ? [task.before, task.after] : [task.after];
  for (const { set } of states) {
    for (const [name, ref] of Object.entries(set)) {
      if (ref.inline === undefined) yield { hash: ref.hash, what: `${id}.${name}` };
    }
  }
  yield* ofItems(id, task.transition);
}

function* ofItems(id: string, transition: Transition | null): Generator<Reference> {
  if (transition?.kind !== 'foreach') return;
  for (const { ref } of transition.items) {
    if (ref.inline === undefined) yield { hash: ref.hash, what: `items of ${id}` };
  }
}

function sourcesOf(objects: Objects, run: Run) {
  try {
    return getSnapshot(objects, run.code.snapshot).sources;
  } catch {
    return [];
  }
}
