import type { ArtifactRef } from '../model/artifact.js';
import type { ItemPlace } from '../model/items.js';
import type { TaskError, Transition } from '../model/run.js';
import type { State } from '../model/state.js';

/**
 * All the engine knows of what executes tasks. Values never pass through here: only references to them.
 */
export interface Pool {
  /**
   * How many more tasks of a step it can use now, from a run of which `held` have not ended yet. Besides one for each place
   * these are some to go on with, where tasks are so short that fetching the next would take as long.
   */
  room(step: string, held: number): number;
  /** Says what the flow's code says of itself, or why it can't be loaded. */
  describe(): Promise<FlowFacts>;
  /** Checks the parameters a run is started with. */
  check(raw: Readonly<Record<string, RawParameter>>): Promise<CheckedParameters>;
  /** Executes one attempt of one task. Never rejects: what goes wrong is an outcome. */
  execute(run: RunContext, request: TaskRequest, onStart: (worker: number) => void): Execution;
  /** No more tasks of this run will come. Resolves when what they have left, and would not have survived a program of their own, has ended. */
  forget(run: string): Promise<void>;
}

export interface Execution {
  readonly outcome: Promise<TaskOutcome>;
  /** Asks the task to stop through its signal; ends its process when it has not within the grace period. */
  abort(reason: AbortReason): void;
  /** Ends the task's process at once. */
  kill(): void;
}

export type AbortReason = 'timeout' | 'cancelled' | 'sibling-failed';

export interface FlowFacts {
  readonly flow: string;
  readonly start: string;
  readonly steps: Readonly<Record<string, StepFacts>>;
  readonly secrets: readonly SecretFacts[];
  /** There is something to check before a run. */
  readonly hasParameters: boolean;
}

/** A parameter whose value is never shown or kept. */
export interface SecretFacts {
  readonly name: string;
  /** The environment variable that gives it when nobody else does. */
  readonly env: string | null;
  /** Its default; null when it has none. */
  readonly fallback: string | null;
}

/** A step's options with their texts read. Times in milliseconds. */
export interface StepFacts {
  readonly retries: number;
  readonly delay: number;
  readonly backoff: number;
  readonly timeout: number | null;
  readonly catch: string | null;
  readonly isolate: boolean;
  /** Most V8 heap in MB. */
  readonly memory: number | null;
}

/** `checked`: the value a former run's check gave, which is not checked again. */
export type RawParameter = { readonly value: unknown; readonly checked?: true } | { readonly text: string };

export type CheckedParameters =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  /** One sentence a parameter that is wrong. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** What all tasks of a run share. */
export interface RunContext {
  readonly id: string;
  readonly flow: string;
  /** Where it is recorded. */
  readonly store: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Names of the parameters that are secrets. */
  readonly secrets: readonly string[];
  readonly tags: readonly string[];
  readonly originRun: string | null;
}

export interface TaskRequest {
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  readonly index: number | null;
  readonly iteration: number;
  readonly before: State;
  /** The run's first task: the fields' initialisers give the artifacts their first values. */
  readonly first: boolean;
  readonly item: ItemPlace | null;
  readonly inputs: readonly InputState[] | null;
  /** At a join: the artifacts as they stood where its branches began. */
  readonly opened: State['set'] | null;
  readonly isolate: boolean;
  readonly memory: number | null;
}

export interface InputState {
  /** `step/task` of the branch's last task. */
  readonly id: string;
  readonly step: string;
  readonly set: Readonly<Record<string, ArtifactRef>>;
  readonly disputed: State['disputed'];
}

export type TaskOutcome =
  | {
      readonly kind: 'done';
      readonly set: Readonly<Record<string, ArtifactRef>>;
      readonly unset: readonly string[];
      readonly reads: readonly string[];
      readonly transition: Transition;
    }
  | {
      readonly kind: 'failed';
      readonly error: TaskError;
      /** The same error as a value, for a step that catches; null when the task's process is gone. */
      readonly thrown: ArtifactRef | null;
      /** What the task had set before it failed, for a step that catches. */
      readonly set: Readonly<Record<string, ArtifactRef>>;
      readonly reads: readonly string[];
    };
