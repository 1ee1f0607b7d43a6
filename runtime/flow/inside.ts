import { AsyncLocalStorage } from 'node:async_hooks';

/** The task whose code is running. */
export interface Inside {
  readonly run: string;
  readonly step: string;
  readonly task: string;
  /** Absolute path of the store of its run. */
  readonly store: string;
  readonly signal: AbortSignal;
}

/**
 * Tells whose code something is done by: a run that a step starts is its child, and a failure that comes when the step has
 * ended is not the next one's.
 */
export const insideTask = new AsyncLocalStorage<Inside>();
