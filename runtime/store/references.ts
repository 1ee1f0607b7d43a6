import type { Run, TaskRun, Transition } from '../model/run.js';
import type { Objects } from './objects.js';
import { getSnapshot, type Snapshot } from './snapshot.js';

/** An object that a run needs, and what for, in words. */
export interface Reference {
  readonly hash: string;
  /** In bytes, where it is known. */
  readonly size?: number;
  readonly what: string;
}

/** A run's list of sources; `missing` when it is not stored any more, `damaged` when it is there and makes no sense. */
export function codeVersionOf(objects: Objects, run: Run): Snapshot | 'missing' | 'damaged' {
  if (!objects.has(run.code.snapshot)) return 'missing';
  try {
    return getSnapshot(objects, run.code.snapshot);
  } catch {
    return 'damaged';
  }
}

/**
 * Every object a run refers to: its artifacts, its parameters, its fan-outs' items, its sources and the list of them. A list that can't
 * be read refers to nothing but itself.
 */
export function* referencesOf(run: Run, code: Snapshot | 'missing' | 'damaged'): Generator<Reference> {
  yield { hash: run.code.snapshot, what: 'its code version' };
  for (const { path, object } of typeof code === 'string' ? [] : code.sources) {
    yield { hash: object, what: `the source ${path}` };
  }
  const { values } = run;
  if (values !== null && values.inline === undefined) {
    yield { hash: values.hash, size: values.size, what: 'its parameters' };
  }
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
      if (ref.inline === undefined) yield { hash: ref.hash, size: ref.size, what: `${id}.${name}` };
    }
  }
  yield* ofItems(id, task.transition);
}

function* ofItems(id: string, transition: Transition | null): Generator<Reference> {
  if (transition?.kind !== 'foreach') return;
  for (const { ref } of transition.items) {
    if (ref.inline === undefined) yield { hash: ref.hash, size: ref.size, what: `items of ${id}` };
  }
}
