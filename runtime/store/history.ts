import type { ArtifactRef } from '../model/artifact.js';
import type { Run, RunStatus, TaskRun } from '../model/index.js';
import { Refusal } from '../model/refusal.js';
import { checkFormat, existingStore } from './home.js';
import { knownRows } from './known-rows.js';
import { Objects } from './objects.js';
import { linesOf, readRun } from './run-reader.js';
import { fits, type RunFilter } from './run-row.js';
import { load } from './value.js';

/**
 * A past or live run, as it stood when it was asked for.
 *
 * @example
 * const failed = openStore().runs({ status: 'failed', limit: 1 })[0];
 * console.log(failed?.error?.step, failed?.error?.message);
 */
export interface PastRun {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  /** Null while it runs, and of one that was lost. */
  readonly endedAt: Date | null;
  /** As they are shown: what JSON has no form for stands as text. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** By name; a step no task of which was reached is absent. */
  readonly steps: Readonly<Record<string, PastStep>>;
  /** Why it failed or was cancelled; null else. */
  readonly error: Run['error'];
}

/**
 * A step of a run: its tasks.
 *
 * @example
 * const scores = run.steps.train?.tasks.map(task => task.artifacts.score);
 */
export interface PastStep {
  readonly name: string;
  /** In the order of their positions' first appearance: item order for a fan-out. */
  readonly tasks: readonly PastTask[];
}

/**
 * A task of a run.
 *
 * @example
 * for (const line of run.steps.train?.tasks[4]?.log() ?? []) console.log(line);
 */
export interface PastTask {
  readonly step: string;
  /** Its position, the same in every run: `0` outside fan-outs, `4` for the fifth item, `4.2` in a nested one, `4.2@3` for the fourth visit of a loop. */
  readonly task: string;
  readonly status: TaskRun['status'];
  /** Its result was taken over from the run that this one resumed. */
  readonly reused: boolean;
  /** How many were begun; none of a task that was taken over. */
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly error: TaskRun['error'];
  /** Every artifact as it stood when the task ended. A value loads when it is first read. */
  readonly artifacts: Readonly<Record<string, unknown>>;
  /** The task's lines of output, of all its attempts. */
  log(): string[];
}

/**
 * A store opened for reading. Nothing in it is changed. Each call says how things stand then; what a filter leaves out is not read, as long as the
 * store's index knows it.
 *
 * @example
 * const nightly = openStore().runs({ flow: 'TrainFlow', tag: 'nightly', limit: 10 });
 */
export interface History {
  /** Absolute path of its folder. */
  readonly path: string;
  /** The newest run, of one flow or of any. */
  latest(flow?: string): PastRun | undefined;
  /** The run of that id, written out; undefined when there is none. */
  run(id: string): PastRun | undefined;
  /** Newest first; at most 100 unless `limit` says otherwise. */
  runs(filter?: RunFilter): PastRun[];
}

/**
 * Opens the nearest store at or above a folder (default: the working directory), or the one `STEPWELL_STORE` names.
 *
 * @throws when there is none, or a newer version of stepwell wrote it.
 * @example
 * const score = openStore().latest('TrainFlow')?.steps.train.tasks[0].artifacts.score;
 */
export function openStore(folder: string = process.cwd()): History {
  const path = existingStore(folder);
  if (path === null) {
    throw new Refusal(
      'store-missing',
      `there is no .stepwell folder at or above ${folder}: run a flow first`,
    );
  }
  checkFormat(path);
  const objects = new Objects(path);
  const read = (id: string) => {
    const run = readRun(path, id);
    return run === null ? undefined : pastRun(path, objects, run);
  };
  const runs = (filter: RunFilter = {}) => {
    const found: PastRun[] = [];
    const limit = filter.limit ?? 100;
    if (limit <= 0) return found;
    for (const row of knownRows(path)) {
      if (!fits(row, filter)) continue;
      const run = read(row.id);
      if (run !== undefined) found.push(run);
      if (found.length >= limit) break;
    }
    return found;
  };
  return {
    path,
    latest: flow => runs({ ...(flow === undefined ? {} : { flow }), limit: 1 })[0],
    run: read,
    runs,
  };
}

function pastRun(store: string, objects: Objects, run: Run): PastRun {
  const steps: Record<string, PastStep> = {};
  for (const [name, step] of run.steps) {
    steps[name] = {
      name,
      tasks: [...step.tasks.values()].map(task => pastTask(store, objects, run.id, task)),
    };
  }
  return {
    id: run.id,
    flow: run.flow,
    status: run.status,
    startedAt: new Date(run.startedAt),
    endedAt: dateOf(run.endedAt),
    parameters: run.parameters,
    tags: run.tags,
    steps,
    error: run.error,
  };
}

function pastTask(store: string, objects: Objects, run: string, task: TaskRun): PastTask {
  return {
    step: task.step,
    task: task.task,
    status: task.status,
    reused: task.reused,
    attempts: task.attempts.length,
    startedAt: dateOf(task.startedAt),
    endedAt: dateOf(task.endedAt),
    error: task.error,
    // Made when they are asked for: a run may have as many tasks as artifacts, and very many of both.
    get artifacts() {
      const artifacts = lazyArtifacts(task.after.set, (_name, ref) => load(objects, ref));
      Object.defineProperty(this, 'artifacts', { value: artifacts, enumerable: true });
      return artifacts;
    },
    log() {
      const lines: string[] = [];
      for (const line of linesOf(store, run)) {
        if (line.step === task.step && line.task === task.task) lines.push(line.text);
      }
      return lines;
    },
  };
}

function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

/** Artifacts as properties that load their value when they are first read. */
export function lazyArtifacts(
  set: TaskRun['after']['set'],
  load: (name: string, ref: ArtifactRef) => unknown,
): Record<string, unknown> {
  const artifacts: Record<string, unknown> = {};
  for (const [name, ref] of Object.entries(set)) {
    Object.defineProperty(artifacts, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = load(name, ref);
        Object.defineProperty(artifacts, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return artifacts;
}

/** The artifacts a run ended with: those of its last task outside every fan-out. */
export function lastTask(run: Run): TaskRun | null {
  let last: TaskRun | null = null;
  for (const step of run.steps.values()) {
    for (const task of step.tasks.values()) {
      if (task.transition?.kind !== 'end' && run.mode !== 'step') continue;
      if (last === null || (task.endedAt ?? 0) >= (last.endedAt ?? 0)) last = task;
    }
  }
  return last;
}
