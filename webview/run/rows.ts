/** The rows of the waterfall: each step, and the tasks of those that are opened. */
import type { StepLine } from './protocol.js';

export type Row =
  | { readonly kind: 'step'; readonly step: StepLine; readonly isOpen: boolean | null }
  /** One of a step's tasks, those in trouble first. */
  | { readonly kind: 'task'; readonly step: StepLine; readonly at: number };

/** A list of rows that is never made whole: a step may have a hundred thousand tasks. */
export interface Rows {
  readonly count: number;
  row(at: number): Row | null;
  /** Where the row of a step is. */
  placeOf(step: string): number | null;
}

/** @param isOpen of a step with one task: null, for there is nothing to open */
export function rowsOf(steps: readonly StepLine[], opened: ReadonlySet<string>): Rows {
  const starts: number[] = [];
  let count = 0;
  for (const step of steps) {
    starts.push(count);
    count += 1 + (isOpen(step, opened) ? step.overlay.total : 0);
  }
  return {
    count,
    row(at) {
      if (at < 0 || at >= count) return null;
      const index = lastAtOrBefore(starts, at);
      const step = steps[index];
      if (step === undefined) return null;
      const within = at - (starts[index] ?? 0);
      if (within > 0) return { kind: 'task', step, at: within - 1 };
      return { kind: 'step', step, isOpen: step.task === null ? isOpen(step, opened) === true : null };
    },
    placeOf(name) {
      const index = steps.findIndex(step => step.name === name);
      return index === -1 ? null : (starts[index] ?? null);
    },
  };
}

function isOpen({ name, task }: StepLine, opened: ReadonlySet<string>): boolean {
  return task === null && opened.has(name);
}

function lastAtOrBefore(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
