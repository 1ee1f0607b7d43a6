import type { ArtifactRef } from './artifact.js';
import type { State } from './state.js';

/** `lost`: the process that ran it has died without saying how the run ended. */
export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled' | 'lost';

/**
 * `retrying`: an attempt failed and another will follow. `caught`: every attempt failed and the step's `catch` took the
 * error, so the run went on.
 */
export type TaskStatus =
  | 'queued'
  | 'running'
  | 'retrying'
  | 'done'
  | 'failed'
  | 'caught'
  | 'cancelled'
  | 'lost';

/** What went wrong in a task, as plain data: it crosses processes and is kept for ever. */
export interface TaskError {
  /** The error's class name, such as `TypeError`. */
  readonly name: string;
  readonly message: string;
  /** Source-mapped, frames of the runtime left out; empty when there is none. */
  readonly stack: string;
  /** Where in the user's source it was thrown; absent when no frame of it is the user's. `line` and `column` are one-based. */
  readonly at?: SourcePosition;
  /** How the process ended, when it did: `exited with code 3`, `was killed by SIGKILL`. */
  readonly exit?: string;
}

export interface SourcePosition {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Everything a run's event log says, folded up. */
export interface Run {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970, as all times here. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** When the last event was written that its log has: of a lost run all that is known of its end. */
  readonly seenAt: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The parameters' values, where `parameters` may show only a text for them. */
  readonly values: ArtifactRef | null;
  /** By the name of a secret parameter, whose value is not kept: a keyed hash of it; null where no key could be kept. */
  readonly secrets: Readonly<Record<string, string | null>>;
  readonly tags: readonly string[];
  /** The run this one resumed or took its inputs from. */
  readonly origin: string | null;
  /** The run and task whose code started this one. */
  readonly parent: { readonly run: string; readonly step: string; readonly task: string } | null;
  /** What kind of run: the whole flow, the rest of another run, or one step of another run. */
  readonly mode: RunMode;
  /** The error of the task that failed the run. */
  readonly error: RunError | null;
  readonly file: string;
  readonly code: CodeVersion;
  readonly git: GitVersion | null;
  readonly process: ProcessInfo;
  readonly steps: ReadonlyMap<string, StepRun>;
}

export type RunMode = 'run' | 'resume' | 'step';

export interface RunError extends TaskError {
  readonly step: string | null;
  readonly task: string | null;
  readonly attempt: number | null;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly node: string;
  readonly cwd: string;
}

export interface CodeVersion {
  /** sha-256 over the flow's own sources: equal versions ran equal code. */
  readonly hash: string;
  /** Hash of the object that lists the sources and holds the graph. */
  readonly snapshot: string;
}

export interface GitVersion {
  readonly commit: string;
  /** The flow's own sources differ from that commit. */
  readonly dirty: boolean;
}

export interface StepRun {
  readonly name: string;
  readonly tasks: ReadonlyMap<string, TaskRun>;
}

export interface TaskRun {
  readonly step: string;
  /** Position in the run: `0`, `4`, `4.2`, `4.2@3`. The same in every run of the flow. */
  readonly task: string;
  readonly status: TaskStatus;
  readonly attempts: readonly Attempt[];
  /** Its result was taken over from the run's origin. */
  readonly reused: boolean;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly error: TaskError | null;
  /** The tasks it follows, as `step/task`. */
  readonly from: readonly string[];
  /** At a join: the task that opened the split or fan-out. */
  readonly opener: string | null;
  /** The artifacts as the task found them. */
  readonly before: State;
  /** The artifacts as it left them; as it found them while it has not ended. */
  readonly after: State;
  /** Names of the artifacts that this task set or changed. */
  readonly changed: readonly string[];
  /** Parameters that its code read. */
  readonly reads: readonly string[];
  readonly transition: Transition | null;
}

export interface Attempt {
  /** Zero for the first. */
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly worker: number;
  readonly error: TaskError | null;
}

/** Where a task says the run goes on. */
export type Transition =
  | { readonly kind: 'next'; readonly to: readonly string[] }
  | {
      readonly kind: 'foreach';
      readonly to: string;
      readonly count: number;
      readonly items: readonly ItemChunk[];
      readonly concurrency?: number;
    }
  | { readonly kind: 'end' };

/** A stretch of a fan-out's items, stored together: the value is an array of `count` of them. */
export interface ItemChunk {
  readonly count: number;
  readonly ref: ArtifactRef;
}
