import type { ArtifactRef } from './artifact.js';
import type { CodeVersion, ProcessInfo, RunError, RunMode, TaskError, Transition } from './run.js';
import type { State } from './state.js';

/**
 * What a run's event log holds, one JSON object a line, in the order in which it happened. The log is only
 * ever appended to, and it is the truth: everything else about a run follows from it.
 *
 * `at` is in milliseconds since 1970.
 */
export type RunEvent =
  | RunStarted
  | TaskQueued
  | TasksQueued
  | TaskStarted
  | TaskEnded
  | TaskReused
  | RunEnded
  | RunGit
  | RunTagged;

export interface RunStarted {
  readonly type: 'run.started';
  readonly at: number;
  readonly format: number;
  readonly id: string;
  readonly flow: string;
  /** Absolute path of the flow's source. */
  readonly file: string;
  readonly mode: RunMode;
  /** As they are shown; what JSON has no form for stands as text, and a secret as `(secret)`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The values themselves, checked, for a run that goes on from this one. Secrets are not among them. */
  readonly values?: ArtifactRef;
  /** By the name of a secret: its keyed hash, which tells an equal one; null where no key could be kept. */
  readonly secrets?: Readonly<Record<string, string | null>>;
  readonly tags: readonly string[];
  readonly origin: string | null;
  /** The run and task from whose code this run was started. */
  readonly parent: { readonly run: string; readonly step: string; readonly task: string } | null;
  readonly code: CodeVersion;
  readonly process: ProcessInfo;
}

/** A task is ready and waits for a worker. */
export interface TaskQueued {
  readonly type: 'task.queued';
  readonly at: number;
  readonly step: string;
  readonly task: string;
  /** The tasks it follows, as `step/task`: one, or every branch's last one at a join, in the order of its inputs. */
  readonly from: readonly string[];
  /** At a join: the task that opened the split or fan-out. */
  readonly opener?: string;
  /** The artifacts it begins with, when they come from another run: `from` says nothing then. */
  readonly before?: State;
}

/** The tasks of a fan-out together, of very many some thousands: the first visit of `step` at every position below the task `from`. */
export interface TasksQueued {
  readonly type: 'tasks.queued';
  readonly at: number;
  readonly step: string;
  /** One name an item, in the order of the items. */
  readonly tasks: readonly string[];
  readonly from: string;
}

export interface TaskStarted {
  readonly type: 'task.started';
  readonly at: number;
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  /** Number of the worker, from 0. */
  readonly worker: number;
}

export interface TaskEnded {
  readonly type: 'task.ended';
  readonly at: number;
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  readonly status: 'done' | 'retrying' | 'failed' | 'caught' | 'cancelled';
  readonly error?: TaskError;
  /** Artifacts that this task set or changed. */
  readonly set?: Readonly<Record<string, ArtifactRef>>;
  /** Artifacts that are unset from here on. */
  readonly unset?: readonly string[];
  /** Parameters that the task's code read. */
  readonly reads?: readonly string[];
  readonly transition?: Transition;
}

/** A task taken over from the origin run, whole. Everything about it stands in that run's log. */
export interface TaskReused {
  readonly type: 'task.reused';
  readonly at: number;
  readonly step: string;
  readonly task: string;
  /** The run in which it really ran. */
  readonly run: string;
  readonly status: 'done' | 'caught';
  readonly set?: Readonly<Record<string, ArtifactRef>>;
  readonly unset?: readonly string[];
  readonly reads?: readonly string[];
  readonly transition: Transition;
  readonly error?: TaskError;
}

export interface RunEnded {
  readonly type: 'run.ended';
  readonly at: number;
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly error?: RunError;
}

/** The git commit the sources came from; known a little after the run has begun. */
export interface RunGit {
  readonly type: 'run.git';
  readonly at: number;
  readonly commit: string;
  /** The flow's own sources differ from that commit. */
  readonly dirty: boolean;
}

/** Tags may change after the run has ended. */
export interface RunTagged {
  readonly type: 'run.tagged';
  readonly at: number;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A line of output, as it stands in the run's output log. */
export interface LogLine {
  readonly at: number;
  readonly stream: 'out' | 'err';
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  readonly text: string;
}
