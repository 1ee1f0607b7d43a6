import { now } from '../clock.js';
import type { Run, TaskReused, TaskRun } from '../model/index.js';
import type { TaskNode } from './node.js';

export interface ReuseOptions {
  /** Steps to run again, and so everything after them. */
  readonly rerun: ReadonlySet<string>;
  /** Parameters whose value is another than in the origin run. */
  readonly changedParameters: ReadonlySet<string>;
  readonly now?: () => number;
}

/**
 * Decides which tasks of another run are taken over: those that ended well, whose inputs were all taken over too, and
 * whose code read no parameter that has changed since.
 */
export class Reuse {
  readonly #origin: Run;
  readonly #options: ReuseOptions;
  readonly #taken = new Set<string>();
  /** Steps that run again though they had ended well, with the changed parameters they read. */
  readonly rerunBecause = new Map<string, string[]>();

  constructor(origin: Run, options: ReuseOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  get count(): number {
    return this.#taken.size;
  }

  take(node: TaskNode): TaskReused | null {
    const old = this.#origin.steps.get(node.step)?.tasks.get(node.task);
    if (old === undefined || !this.#stillHolds(node, old)) return null;
    this.#taken.add(node.id);
    const { set, unset } = difference(old);
    return {
      type: 'task.reused',
      at: (this.#options.now ?? now)(),
      step: node.step,
      task: node.task,
      run: this.#origin.id,
      status: old.status === 'caught' ? 'caught' : 'done',
      ...(Object.keys(set).length > 0 ? { set } : {}),
      ...(unset.length > 0 ? { unset } : {}),
      ...(old.reads.length > 0 ? { reads: old.reads } : {}),
      transition: old.transition ?? { kind: 'end' },
      ...(old.error === null ? {} : { error: old.error }),
    };
  }

  #stillHolds(node: TaskNode, old: TaskRun): boolean {
    if (old.status !== 'done' && old.status !== 'caught') return false;
    if (old.transition === null || this.#options.rerun.has(node.step)) return false;
    const sameInputs =
      old.from.length === node.from.length &&
      old.from.every((id, i) => id === node.from[i] && this.#taken.has(id)) &&
      old.opener === node.opener &&
      (node.opener === null || this.#taken.has(node.opener));
    if (!sameInputs) return false;
    const changed = old.reads.filter(name => this.#options.changedParameters.has(name));
    if (changed.length > 0) this.rerunBecause.set(node.step, changed);
    return changed.length === 0;
  }
}

/** What a task changed, as its events said it. */
function difference(task: TaskRun): {
  set: Record<string, TaskRun['after']['set'][string]>;
  unset: string[];
} {
  const set: Record<string, TaskRun['after']['set'][string]> = {};
  for (const name of task.changed) {
    const ref = task.after.set[name];
    if (ref !== undefined) set[name] = ref;
  }
  const { before, after } = task;
  const known = [...Object.keys(before.set), ...Object.keys(before.disputed)];
  const unset = known.filter(name => !(name in after.set) && !(name in after.disputed));
  return { set, unset };
}
