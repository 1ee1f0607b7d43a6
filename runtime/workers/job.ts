import type { AbortReason, RunContext, TaskOutcome, TaskRequest } from '../engine/pool.js';
import type { TaskError } from '../model/run.js';

/** One attempt of a task on its way through the pool. */
export interface Job {
  readonly id: number;
  readonly run: RunContext;
  readonly request: TaskRequest;
  readonly onStart: (worker: number) => void;
  readonly settle: (outcome: TaskOutcome) => void;
  aborted: AbortReason | null;
  /** Why some of its output could not be kept. */
  unrecorded?: unknown;
}

export function failed(error: TaskError): TaskOutcome {
  return { kind: 'failed', error, thrown: null, set: {}, reads: [] };
}

/** Of a task that never began. */
export function aborted(reason: AbortReason): TaskOutcome {
  return failed({ name: 'AbortError', message: abortWords(reason), stack: '' });
}

export function errorOf(error: unknown): TaskError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: '' };
}

export function abortWords(reason: AbortReason): string {
  switch (reason) {
    case 'timeout':
      return 'it took longer than its timeout';
    case 'cancelled':
      return 'the run was cancelled';
    case 'sibling-failed':
      return 'another task of the run failed';
  }
}
