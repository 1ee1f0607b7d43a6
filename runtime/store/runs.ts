import { Refusal, type Run, type TaskRun } from '../model/index.js';
import { isRunId } from '../model/names.js';
import { knownRows } from './known-rows.js';
import { isRealFolder } from './paths/files.js';
import { runFolder } from './paths/places.js';
import { runIds } from './run-ids.js';
import { RunReader } from './run-reader.js';

/** What a person names on a command line: a run, and maybe a step, a task and an artifact of it. */
export interface Named {
  readonly run: string;
  readonly step: string | null;
  readonly task: string | null;
}

/**
 * Reads `RUN`, `RUN/STEP` or `RUN/STEP/TASK`, where `RUN` is an id, a unique prefix of one, `latest`, or `FLOW/latest`.
 *
 * @throws Refusal when it names no run, or several.
 */
export function findNamed(store: string, text: string): Named {
  const parts = text.split('/');
  const flow = parts[1] === 'latest' && parts[0] !== 'latest' ? parts.shift() : undefined;
  const [name = '', step = null, task = null, ...more] = parts;
  if (more.length > 0)
    throw new Refusal('usage', `${text} has too many parts: write RUN, RUN/STEP or RUN/STEP/TASK`);
  return { run: findRun(store, name, flow ?? null), step, task };
}

function findRun(store: string, name: string, flow: string | null): string {
  const ids = runIds(store);
  if (ids.length === 0)
    throw new Refusal('no-such-run', `there are no runs in ${store} yet: make one with stepwell run FILE`);
  if (name === 'latest') {
    const id = flow === null ? ids[0] : latestOf(store, flow);
    if (id !== undefined) return id;
    throw new Refusal('no-such-run', `there is no run of ${flow} in ${store}`);
  }
  if (isRunId(name) && isRealFolder(runFolder(store, name))) return name;
  const matches = name === '' ? [] : ids.filter(id => id.startsWith(name));
  const [only, second] = matches;
  if (only === undefined) {
    throw new Refusal(
      'no-such-run',
      `there is no run ${name} in ${store}: stepwell runs lists those there are`,
    );
  }
  if (second !== undefined) {
    throw new Refusal(
      'ambiguous-run',
      `${name} is the beginning of ${matches.length} runs, ${only} and ${second} among them: write more of it`,
    );
  }
  return only;
}

function latestOf(store: string, flow: string): string | undefined {
  for (const row of knownRows(store)) if (row.flow === flow) return row.id;
  return undefined;
}

/** @throws Refusal when the run's log holds nothing that can be read. */
export function requireRun(store: string, id: string): Run {
  const reader = new RunReader(store, id);
  reader.refresh();
  const { run, fault } = reader;
  if (run !== null) return run;
  throw new Refusal(
    'damaged',
    fault === null
      ? `the run ${id} has no readable beginning (${runFolder(store, id)})`
      : `the run ${id} can't be read: ${fault}`,
  );
}

/** The task that `RUN/STEP[/TASK]` means; without TASK the only one, or with several the first that failed. */
export function requireTask(run: Run, step: string, task: string | null): TaskRun {
  const entry = run.steps.get(step);
  if (entry === undefined) {
    const others = [...run.steps.keys()].join(', ') || 'none';
    throw new Refusal(
      'no-such-step',
      `the run ${run.id} has no task of a step ${step} (its steps: ${others})`,
    );
  }
  if (task !== null) {
    const found = entry.tasks.get(task);
    if (found !== undefined) return found;
    throw new Refusal(
      'no-such-task',
      `the step ${step} of the run ${run.id} has no task ${task} (it has ${taskNames(entry.tasks)})`,
    );
  }
  const all = [...entry.tasks.values()];
  const [first] = all;
  if (first === undefined)
    throw new Refusal('no-such-task', `the step ${step} of the run ${run.id} has no task`);
  if (all.length === 1) return first;
  const failed = all.find(t => t.status === 'failed');
  if (failed !== undefined) return failed;
  throw new Refusal(
    'no-such-task',
    `the step ${step} has ${all.length} tasks (${taskNames(entry.tasks)}): name one, as in ${run.id}/${step}/${first.task}`,
  );
}

/** By position, for a run may have taken some over before it began the others; of very many as they were queued, which is item by item. */
function taskNames(tasks: ReadonlyMap<string, unknown>): string {
  const names = [...tasks.keys()];
  if (names.length <= 1_000) names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return names.length > 6 ? `${names.slice(0, 5).join(', ')} … ${names.at(-1)}` : names.join(', ');
}
