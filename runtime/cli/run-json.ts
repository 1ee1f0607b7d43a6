import { overlayOf, type Run, type TaskRun } from '../model/index.js';
import type { RunRow } from '../store/run-row.js';

/** A run as `status --json` gives it, without its steps. Times are ISO 8601 in UTC. */
export function rowJson(run: RunRow | Run): object {
  return {
    id: run.id,
    flow: run.flow,
    status: run.status,
    startedAt: iso(run.startedAt),
    endedAt: iso(run.endedAt),
    parameters: run.parameters,
    tags: run.tags,
    origin: run.origin,
    error: run.error,
    mode: run.mode,
    file: run.file,
    ...('unreadable' in run ? { unreadable: run.unreadable } : {}),
  };
}

export function runJson(run: Run): object {
  const overlay = overlayOf(run);
  const steps: Record<string, object> = {};
  for (const [name, step] of run.steps) {
    steps[name] = { status: overlay.steps[name]?.status, tasks: [...step.tasks.values()].map(taskJson) };
  }
  return { ...rowJson(run), code: run.code.hash, git: run.git, process: run.process, steps };
}

function taskJson(task: TaskRun): object {
  return {
    task: task.task,
    status: task.status,
    attempts: task.attempts.length,
    reused: task.reused,
    startedAt: iso(task.startedAt),
    endedAt: iso(task.endedAt),
    error: task.error,
    worker: task.attempts.at(-1)?.worker ?? null,
    artifacts: Object.keys(task.after.set).sort(),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
