import type { Run, RunStatus, TaskRun } from '../model/run.js';
import { codeOf, type RunCode } from './code.js';
import type { Objects } from './objects.js';

/** What differs between two runs. Equal things are left out. */
export interface Comparison {
  readonly runs: readonly [string, string];
  readonly status: readonly [RunStatus, RunStatus] | null;
  /** Values as they were recorded; undefined where a run had no such parameter. */
  readonly parameters: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** Null when sources and packages are the same, or are no longer stored. */
  readonly code: CodeDifference | null;
  readonly artifacts: readonly ArtifactDifference[];
  /** Tasks that only one of the runs has, as `step/task`. */
  readonly onlyIn: readonly [readonly string[], readonly string[]];
  readonly tasks: readonly TaskDifference[];
  /** Milliseconds, by step and for the whole; null where a run did not get there. */
  readonly durations: Readonly<Record<string, readonly [number | null, number | null]>>;
}

export interface CodeDifference {
  /** Steps whose own text differs. */
  readonly steps: readonly string[];
  /** Sources that differ, or that only one run had. */
  readonly files: readonly string[];
  /** Versions of packages that differ, by name, with `node` for Node itself; null where a run did not use it. */
  readonly packages: Readonly<Record<string, readonly [string | null, string | null]>>;
}

export interface ArtifactDifference {
  /** `step/task`. */
  readonly task: string;
  readonly artifact: string;
  /** A word for the type of each value; null where there was none. */
  readonly types: readonly [string | null, string | null];
}

export interface TaskDifference {
  readonly task: string;
  readonly status: readonly [TaskRun['status'], TaskRun['status']];
}

export function compareRuns(objects: Objects, a: Run, b: Run): Comparison {
  const [tasksA, tasksB] = [tasksOf(a), tasksOf(b)];
  const both = [...tasksA].flatMap(([id, task]) => {
    const other = tasksB.get(id);
    return other === undefined ? [] : [{ id, task, other }];
  });
  return {
    runs: [a.id, b.id],
    status: a.status === b.status ? null : [a.status, b.status],
    parameters: differentParameters(a, b),
    code: differentCode(objects, a, b),
    artifacts: both.flatMap(({ id, task, other }) => differentArtifacts(id, task, other)),
    onlyIn: [without(tasksA, tasksB), without(tasksB, tasksA)],
    tasks: both.flatMap(({ id, task, other }) =>
      task.status === other.status ? [] : [{ task: id, status: [task.status, other.status] as const }],
    ),
    durations: durations(a, b),
  };
}

function tasksOf(run: Run): Map<string, TaskRun> {
  const tasks = new Map<string, TaskRun>();
  for (const step of run.steps.values()) {
    for (const task of step.tasks.values()) tasks.set(`${task.step}/${task.task}`, task);
  }
  return tasks;
}

function without(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...a.keys()].filter(id => !b.has(id));
}

function differentParameters(a: Run, b: Run): Record<string, readonly [unknown, unknown]> {
  const names = new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)]);
  const different: Record<string, readonly [unknown, unknown]> = {};
  for (const name of names) {
    const [left, right] = [a.parameters[name], b.parameters[name]];
    // Secrets are all shown alike. One of which no hash could be kept may be another.
    const hash = Object.hasOwn(a.secrets, name) ? a.secrets[name] : undefined;
    if (hash !== undefined && Object.hasOwn(b.secrets, name)) {
      if (hash === null || hash !== b.secrets[name]) different[name] = [left, right];
    } else if (JSON.stringify(left) !== JSON.stringify(right)) different[name] = [left, right];
  }
  return different;
}

function differentCode(objects: Objects, a: Run, b: Run): CodeDifference | null {
  const [left, right] = [codeOf(objects, a), codeOf(objects, b)];
  if (left === null || right === null) return null;
  const sources = (code: RunCode) => new Map(code.sources.map(({ path, object }) => [path, object]));
  const versions = (code: RunCode, run: Run) =>
    new Map([
      ['node', run.process.node],
      ...code.packages.map(({ name, version }) => [name, version] as const),
    ]);
  const steps = differentKeys(new Map(Object.entries(left.steps)), new Map(Object.entries(right.steps)));
  const files = differentKeys(sources(left), sources(right));
  const [before, after] = [versions(left, a), versions(right, b)];
  const packages = differentKeys(before, after);
  if (steps.length + files.length + packages.length === 0) return null;
  return {
    steps,
    files,
    packages: Object.fromEntries(
      packages.map(name => [name, [before.get(name) ?? null, after.get(name) ?? null] as const]),
    ),
  };
}

function differentKeys<Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter(key => a.get(key) !== b.get(key));
}

/** Artifacts that the task set in either run and that hold different values after it. */
function differentArtifacts(id: string, a: TaskRun, b: TaskRun): ArtifactDifference[] {
  const names = new Set([...a.changed, ...b.changed]);
  return [...names].flatMap(artifact => {
    const [left, right] = [a.after.set[artifact], b.after.set[artifact]];
    if (left?.hash === right?.hash) return [];
    return [{ task: id, artifact, types: [left?.type ?? null, right?.type ?? null] as const }];
  });
}

function durations(a: Run, b: Run): Record<string, readonly [number | null, number | null]> {
  const result: Record<string, readonly [number | null, number | null]> = {
    '': [runDuration(a), runDuration(b)],
  };
  for (const step of new Set([...a.steps.keys(), ...b.steps.keys()])) {
    result[step] = [stepDuration(a, step), stepDuration(b, step)];
  }
  return result;
}

function runDuration(run: Run): number | null {
  return run.endedAt === null ? null : run.endedAt - run.startedAt;
}

/** From the first task's start to the last one's end; tasks that were taken over took no time. */
function stepDuration(run: Run, step: string): number | null {
  const tasks = [...(run.steps.get(step)?.tasks.values() ?? [])].filter(task => !task.reused);
  const started = tasks.flatMap(task => task.startedAt ?? []);
  const ended = tasks.flatMap(task => task.endedAt ?? []);
  if (started.length === 0 || ended.length === 0) return null;
  return ended.reduce((x, y) => Math.max(x, y)) - started.reduce((x, y) => Math.min(x, y));
}
