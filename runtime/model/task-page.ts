import type { TaskStatus } from './run.js';

/** A stretch of a step's tasks, those that need a person first. */
export interface TaskPage {
  /** Tasks that the step has. */
  readonly total: number;
  /** Those that fit what was asked for. */
  readonly found: number;
  /** Place of the first row among them. */
  readonly from: number;
  readonly rows: readonly TaskRow[];
}

export interface TaskRow {
  /** Position in the run. */
  readonly task: string;
  readonly state: TaskStatus | 'reused';
  /** Milliseconds since 1970, as the two below; all are null while they are not known. */
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Milliseconds; null while it is not known. */
  readonly time: number | null;
  readonly attempts: readonly AttemptSpan[];
  /** What it was given by the fan-out, as one line; null where that is nothing, or can't be shown. */
  readonly item: string | null;
  /** What it failed with, as one line. */
  readonly message: string | null;
}

export interface AttemptSpan {
  /** Zero for the first. */
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly failed: boolean;
}
