import { overlayOf, type Run, type TaskRun } from '../model/index.js';
import { Refusal } from '../model/refusal.js';
import type { State } from '../model/state.js';
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
  const namesOf = artifactNames();
  for (const [name, step] of run.steps) {
    const tasks = [...step.tasks.values()].map(task => taskJson(task, namesOf(task.after)));
    steps[name] = { status: overlay.steps[name]?.status, tasks };
  }
  return { ...rowJson(run), code: run.code.hash, git: run.git, process: run.process, steps };
}

/** More names than these make JSON that no program reads. */
const mostNames = 5_000_000;

/** What a state's artifacts are called. Most states are another task's, too. */
function artifactNames(): (state: State) => string[] {
  const known = new Map<State, string[]>();
  let given = 0;
  return state => {
    let names = known.get(state);
    if (names === undefined) {
      names = Object.keys(state.set).sort();
      known.set(state, names);
    }
    given += names.length;
    if (given <= mostNames) return names;
    throw new Refusal(
      'usage',
      `the run has so many tasks and artifacts that their names alone would be more than ${mostNames}: leave --json out, or ask for one value with stepwell get`,
    );
  };
}

function taskJson(task: TaskRun, artifacts: readonly string[]): object {
  return {
    task: task.task,
    status: task.status,
    attempts: task.attempts.length,
    reused: task.reused,
    startedAt: iso(task.startedAt),
    endedAt: iso(task.endedAt),
    error: task.error,
    worker: task.attempts.at(-1)?.worker ?? null,
    artifacts,
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
