import type { RunEvent } from '../model/event.js';
import type { RunError, RunStatus } from '../model/run.js';

/** What a run from code can be given besides its parameters. */
export interface RunOptions {
  readonly tags?: readonly string[];
  /** Aborting it cancels the run. */
  readonly signal?: AbortSignal;
  /** Most tasks that run at once. Default: the number of processors. */
  readonly workers?: number;
  /** Folder of the store. Default: found from the flow's file. */
  readonly store?: string;
}

/** How a run ended, with its artifacts as the last step left them. */
export interface FinishedRun<A> {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** A value loads when it is first read. */
  readonly artifacts: Readonly<A>;
}

/** A run under way. */
export interface LiveRun<A> {
  readonly id: Promise<string>;
  /** Everything that happens, from the first event to the last, whenever it is called. */
  events(): AsyncIterable<RunEvent>;
  /** Resolves when the run has stopped. */
  cancel(): Promise<void>;
  /** Rejects with `RunFailed` when the run fails or is cancelled. */
  readonly result: Promise<FinishedRun<A>>;
}

/** A run failed, or was cancelled. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  readonly step: string | null;
  readonly task: string | null;
  readonly attempt: number | null;

  constructor(
    /** The run's id. */
    readonly run: string,
    readonly status: RunStatus,
    readonly error: RunError | null,
    /** The failed task's last lines of output. */
    readonly log: readonly string[],
  ) {
    const where = error?.step ? ` in ${error.step}/${error.task}` : '';
    const why = error ? `: ${error.message}` : '';
    super(`the run ${run} ${status === 'cancelled' ? 'was cancelled' : `failed${where}${why}`}`, {
      cause: error,
    });
    this.step = error?.step ?? null;
    this.task = error?.task ?? null;
    this.attempt = error?.attempt ?? null;
  }
}

type AnyFlow = abstract new () => object;

/** What starts runs. The flow class does not know how: the package's entry sets it. */
export type Launcher = (flow: AnyFlow, parameters: object, options: RunOptions) => LiveRun<object>;

let launcher: Launcher | null = null;

export function setLauncher(launch: Launcher): void {
  launcher = launch;
}

export function launch(flow: AnyFlow, parameters: object, options: RunOptions): LiveRun<object> {
  if (launcher === null) throw new Error('runs are started by importing Flow from "stepwell"');
  return launcher(flow, parameters, options);
}
