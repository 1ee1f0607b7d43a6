/** What the run view is told of a run. */
import { expect, test } from 'vitest';
import { sceneOf } from '../../../extension/run-view/scene.js';
import type { StoredRun } from '../../../extension/runs/history.js';
import type { Run, StepRun, TaskRun } from '../../../runtime/model/run.js';
import type { RunRow } from '../../../runtime/store/run-row.js';

const began = 1_770_000_000_000;
const nothing = { run: null, step: null, task: null, attempt: null };

function task(step: string, name: string, changes: Partial<TaskRun> = {}): TaskRun {
  const attempts = [{ attempt: 0, startedAt: began + 10, endedAt: began + 50, worker: 0, error: null }];
  return {
    step,
    task: name,
    status: 'done',
    attempts,
    reused: false,
    queuedAt: began,
    startedAt: began + 10,
    endedAt: began + 50,
    error: null,
    transition: null,
    ...changes,
  } as TaskRun;
}

function stored(changes: Partial<Run>, ...tasks: TaskRun[]): StoredRun {
  const steps = new Map<string, StepRun>();
  for (const [name, own] of Map.groupBy(tasks, ({ step }) => step))
    steps.set(name, { name, tasks: new Map(own.map(one => [one.task, one])) });
  const run = {
    id: '20260314t150927535-k3x9a1bc',
    flow: 'F',
    status: 'done',
    mode: 'run',
    startedAt: began,
    endedAt: began + 60,
    seenAt: began + 60,
    parameters: {},
    tags: [],
    error: null,
    steps,
    ...changes,
  } as unknown as Run;
  return { store: '/s', asked: null, run };
}

const rowOf = (id: string, parameters: Record<string, unknown>, tags: string[] = []) =>
  ({ id, flow: 'F', status: 'done', startedAt: began, parameters, tags }) as unknown as RunRow;

test('a step with one task tells it, one with several only what they are together', () => {
  const { steps } = sceneOf(
    stored(
      {},
      task('start', '0'),
      task('each', '1', { queuedAt: began + 7 }),
      task('each', '0', { queuedAt: began + 5, status: 'failed' }),
    ),
    [],
    nothing,
    true,
    began,
  );
  expect(
    steps.map(({ name, queuedAt, task, overlay }) => [name, queuedAt - began, task?.task, overlay.status]),
  ).toEqual([
    ['start', 0, '0', 'done'],
    ['each', 5, undefined, 'failed'],
  ]);
});

test('runs are told apart by the parameters in which they differ, and by their tags', () => {
  const runs = [
    rowOf('c', { rows: 10, name: 'x', depth: 3 }, ['best']),
    rowOf('b', { rows: 10, name: 'y', depth: 3 }),
    // Before there was such a parameter.
    rowOf('a', { rows: 10, name: 'x' }),
  ];
  expect(sceneOf(null, runs, nothing, true, began).runs.map(({ about }) => about)).toEqual([
    'name x  #best',
    'name y',
    'name x',
  ]);
});

test('of a run that was lost the end is when it was last heard of', () => {
  const { run } = sceneOf(
    stored({ status: 'lost', endedAt: null, seenAt: began + 30 }),
    [],
    nothing,
    true,
    began,
  );
  expect(run?.endedAt).toBe(began + 30);
  expect(
    sceneOf(stored({ status: 'running', endedAt: null }), [], nothing, true, began).run?.endedAt,
  ).toBeNull();
});

test('what a stranger wrote is one line that can be read', () => {
  const hostile = `a\u202eb\n${'x'.repeat(100_000)}`;
  const error = { name: 'E', message: hostile, stack: '', step: 'start', task: '0', attempt: 0 };
  const { run, runs } = sceneOf(
    stored({ parameters: { [hostile]: hostile }, tags: [hostile], error }, task('start', '0')),
    [rowOf('b', { p: hostile }, [hostile]), rowOf('a', { p: 1 })],
    nothing,
    true,
    began,
  );
  const said = [
    ...(run?.parameters ?? []),
    ...(run?.tags ?? []),
    run?.error?.message ?? '',
    ...runs.map(({ about }) => about),
  ];
  expect(said).toHaveLength(5);
  for (const text of said) {
    expect(text).not.toMatch(/[\n\u202e]/);
    expect(text.length).toBeLessThan(1_500);
  }
});
