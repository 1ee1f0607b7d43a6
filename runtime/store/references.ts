import type { Run, TaskRun, Transition } from '../model/run.js';
import type { State } from '../model/state.js';
import type { Objects } from './objects.js';
import { getSnapshot, type Snapshot } from './snapshot.js';

/** An object that a run needs, and what for, in words. */
export interface Reference {
  readonly hash: string;
  /** In bytes, where it is known. */
  readonly size?: number;
  readonly what: string;
}

export type CodeVersion = Snapshot | 'missing' | 'damaged';

/** Reads the code versions of runs, each once however many runs have it. */
export class CodeVersions {
  readonly #known = new Map<string, CodeVersion>();

  constructor(readonly objects: Objects) {}

  /** A run's list of sources; `missing` when it is not stored any more, `damaged` when it is there and makes no sense. */
  of({ code: { snapshot } }: Run): CodeVersion {
    let found = this.#known.get(snapshot);
    if (found === undefined) {
      found = this.#read(snapshot);
      // The largest take some megabytes.
      if (this.#known.size >= mostKept) this.#known.clear();
      this.#known.set(snapshot, found);
    }
    return found;
  }

  #read(hash: string): CodeVersion {
    if (!this.objects.has(hash)) return 'missing';
    try {
      return getSnapshot(this.objects, hash);
    } catch {
      return 'damaged';
    }
  }
}

const mostKept = 20;

/**
 * Every object a run refers to: its artifacts, its parameters, its fan-outs' items, its sources and the list of them. A list that can't
 * be read refers to nothing but itself. What several tasks hold alike is given once.
 *
 * @param seen code versions whose sources were given already, for another run: they are left out
 */
export function* referencesOf(
  run: Run,
  code: CodeVersion,
  seen = new Set<CodeVersion>(),
): Generator<Reference> {
  yield { hash: run.code.snapshot, what: 'its code version' };
  if (typeof code !== 'string' && !seen.has(code)) {
    seen.add(code);
    for (const { path, object } of code.sources) yield { hash: object, what: `the source ${path}` };
  }
  const { values } = run;
  if (values !== null && values.inline === undefined) {
    yield { hash: values.hash, size: values.size, what: 'its parameters' };
  }
  const states = new Set<State>();
  for (const step of run.steps.values()) {
    for (const task of step.tasks.values()) yield* ofTask(task, states);
  }
}

function* ofTask(task: TaskRun, states: Set<State>): Generator<Reference> {
  const id = `${task.step}/${task.task}`;
  // What a task found, another has set, except where it came from another run.
  for (const state of task.from.length === 0 ? [task.before, task.after] : [task.after]) {
    // Tasks that set nothing share what they began with, and there may be a hundred thousand.
    if (states.has(state)) continue;
    states.add(state);
    for (const [name, ref] of Object.entries(state.set)) {
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
