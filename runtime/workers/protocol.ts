/** What the pool and a worker process say to each other. Types only. */
import type { AbortReason, FlowFacts, RunContext, TaskOutcome, TaskRequest } from '../engine/pool.js';
import type { SourcePosition } from '../model/run.js';

/** The code a worker executes: it is opened once, and never changed. */
export interface Program {
  /** Absolute path of the bundled flow. */
  readonly bundle: string;
  /** Name of the class. */
  readonly flow: string;
  /** The names that lead to it from what the module exports for it: those of namespaces, and its own. */
  readonly within: readonly string[];
  /** Absolute paths of the modules that import packages, by the number the bundle has them under. */
  readonly importers: readonly string[];
  /** Folders that the sources are in, the flow's own first. */
  readonly folders: readonly string[];
  /** By its name the flow's file holds tests, which a runner gives functions without an import. */
  readonly isTest: boolean;
  readonly store: string;
}

export interface TaskOrder {
  readonly id: number;
  readonly run: string;
  readonly request: TaskRequest;
}

export type ToWorker =
  /** @property word of the marks that it puts around the output of tasks that start processes */
  | { readonly type: 'open'; readonly id: number; readonly program: Program; readonly word: string }
  /** The parameters as they were given, by name, encoded: the channel would lose what the store keeps. */
  | { readonly type: 'check'; readonly id: number; readonly raw: Uint8Array }
  /** Comes before the first task of a run. Its parameters are encoded. */
  | { readonly type: 'run'; readonly run: Omit<RunContext, 'parameters'>; readonly parameters: Uint8Array }
  /** To be executed one after the other, behind those that are there already. */
  | { readonly type: 'tasks'; readonly tasks: readonly TaskOrder[] }
  /** Tasks that have not begun are wanted back: another worker has nothing to do. */
  | { readonly type: 'give-back' }
  | { readonly type: 'abort'; readonly id: number; readonly reason: AbortReason; readonly words: string }
  /** No more tasks of this run will come. */
  | { readonly type: 'forget'; readonly run: string }
  /** Nothing more will come: the parent lets go. */
  | { readonly type: 'release' };

export interface Ended {
  readonly type: 'ended';
  readonly id: number;
  readonly outcome: TaskOutcome;
  /** The task has failed, but its step goes on, so that nothing else may run in this process. */
  readonly underWay: boolean;
  /** Milliseconds from the task's begin. */
  readonly took: number;
  /** Processes that it started go on, and what they write is of this task: nothing else may run in this process while they do. */
  readonly isTalking: boolean;
  /** Tasks that ran here have left what a program would not end before, so that this process ends with their runs; null when that is as it was. */
  readonly leaves: boolean | null;
}

export type FromWorker =
  | { readonly type: 'opened'; readonly id: number; readonly facts: FlowFacts }
  | { readonly type: 'checked'; readonly id: number; readonly checked: Uint8Array }
  /** Goes out before the next task begins, so that its begin need not be told. */
  | Ended
  /** None of the processes that its last task left running can be heard any more. */
  | { readonly type: 'silent'; readonly leaves: boolean }
  /** Tasks that were wanted back and will not begin here. */
  | { readonly type: 'returned'; readonly ids: readonly number[] }
  /** The program's module runs a flow when it is loaded, which is not done here. */
  | { readonly type: 'own-run'; readonly flow: string; readonly at: SourcePosition | null }
  /** The module was still loading, after it had asked for a run, when it was taken as far as it had come. */
  | { readonly type: 'partly-loaded' }
  /** The program can't be opened, or the parameters not be checked: one line to show to the person. */
  | { readonly type: 'refused'; readonly id: number; readonly message: string };
