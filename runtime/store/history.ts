import { existsSync } from 'node:fs';
import type { ArtifactRef } from '../model/artifact.js';
import type { Run, RunStatus, TaskRun } from '../model/index.js';
import { Refusal } from '../model/refusal.js';
import { checkFormat, existingStore } from './home.js';
import { knownRows } from './known-rows.js';
import { Objects } from './objects.js';
import { OutputReader, readRun } from './run-reader.js';
import { fits, type RunFilter } from './run-row.js';
import { load } from './value.js';

/** A past or live run, as code sees it. */
export interface PastRun {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** By name; a step no task of which was reached is absent. */
  readonly steps: Readonly<Record<string, PastStep>>;
  readonly error: Run['error'];
}

export interface PastStep {
  readonly name: string;
  /** In the order of their positions' first appearance: item order for a fan-out. */
  readonly tasks: readonly PastTask[];
}

export interface PastTask {
  readonly step: string;
  readonly task: string;
  readonly status: TaskRun['status'];
  readonly reused: boolean;
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly error: TaskRun['error'];
  /** Every artifact as it stood when the task ended. A value loads when it is first read. */
  readonly artifacts: Readonly<Record<string, unknown>>;
  /** The task's lines of output. */
  log(): string[];
}

/**
 * A store opened for reading. Nothing in it is changed. Each call says how things stand then; what a filter leaves out is not read, as long as the
 * store's index knows it.
 */
export interface History {
  readonly path: string;
  /** The newest run, of one flow or of any. */
  latest(flow?: string): PastRun | undefined;
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
  if (path === null || !existsSync(path)) {
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
    artifacts: lazyArtifacts(task.after.set, (_name, ref) => load(objects, ref)),
    log() {
      const lines: string[] = [];
      for (const line of new OutputReader(store, run).read()) {
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
