import type { Run, RunMode, RunStatus, TaskRun, TaskStatus, Transition } from './run.js';
import { type TaskTimes, timesOf } from './task-times.js';

/** A run as it is drawn over a graph: one entry a step, never one a task. */
export interface RunOverlay {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly mode: RunMode;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly steps: Readonly<Record<string, StepOverlay>>;
  readonly error: {
    readonly step: string | null;
    readonly task: string | null;
    readonly message: string;
  } | null;
}

export interface StepOverlay {
  /** The status that says most about the step's tasks together. */
  readonly status: TaskStatus;
  readonly counts: Readonly<Partial<Record<TaskStatus, number>>>;
  /** All tasks known so far. */
  readonly total: number;
  /** How many of them were taken over from another run. */
  readonly reused: number;
  /** Attempts beyond each task's first, added up. */
  readonly retries: number;
  /** How many of them went on to each step, by its name. */
  readonly next: Readonly<Record<string, number>>;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** What one of its tasks takes; null where there is only one, and while none of them has ended. */
  readonly times: TaskTimes | null;
  /** The first failed task and its message. */
  readonly failure: { readonly task: string; readonly message: string } | null;
}

/** Worst first: the status a step shows is the first of these that one of its tasks has. */
const telling: readonly TaskStatus[] = [
  'failed',
  'lost',
  'retrying',
  'running',
  'queued',
  'cancelled',
  'caught',
  'done',
];

/** A run with its tasks added up by step. */
export function overlayOf(run: Run): RunOverlay {
  const steps: Record<string, StepOverlay> = {};
  for (const [name, step] of run.steps) steps[name] = stepOverlay([...step.tasks.values()]);
  return {
    id: run.id,
    flow: run.flow,
    status: run.status,
    mode: run.mode,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    steps,
    error: run.error && { step: run.error.step, task: run.error.task, message: run.error.message },
  };
}

function stepOverlay(tasks: readonly TaskRun[]): StepOverlay {
  const counts: Partial<Record<TaskStatus, number>> = {};
  let reused = 0;
  let retries = 0;
  const next = new Map<string, number>();
  let startedAt: number | null = null;
  let endedAt: number | null = null;
  let open = false;
  for (const task of tasks) {
    counts[task.status] = (counts[task.status] ?? 0) + 1;
    if (task.reused) reused++;
    retries += Math.max(0, task.attempts.length - 1);
    for (const to of targetsOf(task.transition)) next.set(to, (next.get(to) ?? 0) + 1);
    if (task.startedAt !== null) startedAt = Math.min(startedAt ?? task.startedAt, task.startedAt);
    if (task.endedAt === null) open = true;
    else endedAt = Math.max(endedAt ?? task.endedAt, task.endedAt);
  }
  const failed = tasks.find(t => t.status === 'failed');
  return {
    status: statusOf(counts),
    counts,
    total: tasks.length,
    reused,
    retries,
    next: Object.fromEntries(next),
    startedAt,
    endedAt: open ? null : endedAt,
    times: tasks.length > 1 ? timesOf(tasks) : null,
    failure: failed ? { task: failed.task, message: failed.error?.message ?? '' } : null,
  };
}

function statusOf(counts: StepOverlay['counts']): TaskStatus {
  // A fan-out with tasks done and tasks waiting is under way, whatever a single one of them says.
  const underWay = (counts.queued ?? 0) > 0 && (counts.done ?? 0) + (counts.caught ?? 0) > 0;
  const worst = telling.find(status => (counts[status] ?? 0) > 0) ?? 'queued';
  return worst === 'queued' && underWay ? 'running' : worst;
}

/** Several steps as one, with the tasks of all; null where there are none. What one task takes is not told: they do different things. */
export function sumOf(steps: readonly StepOverlay[]): StepOverlay | null {
  if (steps.length === 0) return null;
  const counts: Partial<Record<TaskStatus, number>> = {};
  for (const step of steps)
    for (const status of telling) {
      const many = step.counts[status] ?? 0;
      if (many > 0) counts[status] = (counts[status] ?? 0) + many;
    }
  const sum = (of: 'total' | 'reused' | 'retries') => steps.reduce((all, step) => all + step[of], 0);
  const starts = steps.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = steps.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    status: statusOf(counts),
    counts,
    total: sum('total'),
    reused: sum('reused'),
    retries: sum('retries'),
    next: {},
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    endedAt: ends.length < steps.length ? null : Math.max(...ends),
    times: null,
    failure: steps.find(({ failure }) => failure !== null)?.failure ?? null,
  };
}

/**
 * What a step takes, in milliseconds: its one task, or the middle one of many. Null while that is not known, and of what was taken over
 * from another run.
 */
export function takenBy({ total, reused, startedAt, endedAt, times }: StepOverlay): number | null {
  if (total > 1) return times?.median ?? null;
  return startedAt === null || endedAt === null || reused === total ? null : endedAt - startedAt;
}

function targetsOf(transition: Transition | null): readonly string[] {
  switch (transition?.kind) {
    case 'next':
      return transition.to;
    case 'foreach':
      return transition.count > 0 ? [transition.to] : [];
    default:
      return [];
  }
}
