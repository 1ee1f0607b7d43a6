import type { RunEvent } from '../model/event.js';
import type { RunError, RunStatus } from '../model/run.js';

/**
 * What a run from code can be given besides its parameters.
 *
 * @example
 * await TrainFlow.run({}, { tags: ['nightly'], signal: AbortSignal.timeout(600_000), workers: 2 });
 */
export interface RunOptions {
  /** Words to find the run by later. Default: none. */
  readonly tags?: readonly string[];
  /** Aborting it cancels the run, which then rejects with `RunFailed`. One that is aborted already rejects with its own reason. */
  readonly signal?: AbortSignal;
  /** Most tasks that run at once. Default: the number of processors. */
  readonly workers?: number;
  /** Folder of the store, made when it is missing. Default: `STEPWELL_STORE`, else `.stepwell` at the root of the project that the flow's file is in. */
  readonly store?: string;
}

/**
 * A run that is done, with its artifacts as the last step left them.
 *
 * @example
 * const { id, artifacts } = await TrainFlow.run();
 */
export interface FinishedRun<A> {
  /** Such as `20260314t150926535-7k2m9qxe`: ids sort by time. */
  readonly id: string;
  /** Name of the class. */
  readonly flow: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** As they were checked: defaults are among them. Secrets are there too, but not enumerable: what logs or serialises them shows none. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** With the parameters. A value loads when it is first read. */
  readonly artifacts: Readonly<A>;
}

/**
 * A run under way.
 *
 * @example
 * const live = TrainFlow.start();
 * for await (const event of live.events()) if (event.type === 'task.ended') console.log(event.step, event.status);
 * const { artifacts } = await live.result;
 */
export interface LiveRun<A> {
  /** Resolves when the run is recorded; rejects when it can't be started. */
  readonly id: Promise<string>;
  /** Everything that happens, from the first event to the last, whenever it is called. */
  events(): AsyncIterable<RunEvent>;
  /** Asks the tasks to stop, ends those that have not some seconds later, and resolves when the run has stopped. */
  cancel(): Promise<void>;
  /** Rejects with `RunFailed` when the run fails or is cancelled, and with an error that says why when it can't be started. */
  readonly result: Promise<FinishedRun<A>>;
}

/**
 * A run failed, or was cancelled. `cause` is the same as `error`.
 *
 * @example
 * try {
 *   await TrainFlow.run();
 * } catch (error) {
 *   if (error instanceof RunFailed) console.error(error.run, error.step, error.task, error.log.join('\n'));
 * }
 */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  /** The step that failed the run; null when it was cancelled. */
  readonly step: string | null;
  /** Position of the task, such as `4` for the fifth item. */
  readonly task: string | null;
  /** Zero for the first. */
  readonly attempt: number | null;

  constructor(
    /** The run's id. */
    readonly run: string,
    readonly status: RunStatus,
    /** What the task threw, as plain data. */
    readonly error: RunError | null,
    /** The failed task's last lines of output, 20 at most. */
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

/** Puts something between a flow class and what starts its runs. */
export function wrapLauncher(wrap: (inner: Launcher) => Launcher): void {
  if (launcher !== null) launcher = wrap(launcher);
}

export function launch(flow: AnyFlow, parameters: object, options: RunOptions): LiveRun<object> {
  if (launcher === null) throw new Error('runs are started by importing Flow from "stepwell"');
  return launcher(flow, parameters, options);
}
