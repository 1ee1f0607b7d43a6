import { describe, expect, test } from 'vitest';
import type { TaskRun, TaskStatus } from '../../../runtime/model/run.js';
import { taskQueryFrom, troubleFirst } from '../../../runtime/model/task-list.js';
import { atOnce } from '../../../runtime/model/turns.js';

function task(
  name: string,
  status: TaskStatus,
  time: number | null = null,
  more: Partial<TaskRun> = {},
): TaskRun {
  const endedAt = time === null ? null : 1_000 + time;
  const attempts = [{ attempt: 0, startedAt: 1_000, endedAt, worker: 0, error: null }];
  return { task: name, status, startedAt: 1_000, endedAt, reused: false, attempts, ...more } as TaskRun;
}

const names = (tasks: readonly TaskRun[]): string[] => tasks.map(each => each.task);
const asked = (tasks: readonly TaskRun[], query: string): string[] =>
  names(atOnce(troubleFirst(tasks, taskQueryFrom(query))));

describe('the tasks of a step', () => {
  const tasks = [
    task('0', 'done', 10),
    task('1', 'done', 11),
    task('2', 'done', 500),
    task('3', 'queued'),
    task('4', 'caught', 12),
    task('5', 'running'),
    task('6', 'failed', 9),
    task('7', 'done', 900),
    task('8', 'lost'),
    task('9', 'retrying'),
    task('10', 'done', 8, { reused: true }),
    task('11', 'cancelled'),
  ];

  test('stand failed ones first, then what goes on, the slow ones, and the rest as it came', () => {
    expect(asked(tasks, '')).toEqual(['6', '8', '9', '5', '4', '7', '2', '0', '1', '3', '10', '11']);
  });

  test.each([
    ['is:failed', ['6']],
    ['is:slow', ['7', '2']],
    ['is:reused', ['10']],
    ['is:done', ['7', '2', '0', '1', '10']],
    // What is not written to its end yet.
    ['is:re', ['9', '10']],
    ['is:done is:slow', ['7', '2']],
    ['is:failed is:slow', []],
    ['is:', ['6', '8', '9', '5', '4', '7', '2', '0', '1', '3', '10', '11']],
    ['is:nothing', []],
  ])('%s are %j', (query, expected) => {
    expect(asked(tasks, query)).toEqual(expected);
  });

  test('are none lost and none told twice, whatever they are', () => {
    const statuses = [
      'queued',
      'running',
      'retrying',
      'done',
      'failed',
      'caught',
      'cancelled',
      'lost',
    ] as const;
    const many = Array.from({ length: 999 }, (_, i) =>
      task(String(i), statuses[(i * 7) % 8] ?? 'done', i % 3 === 0 ? null : (i * 7_919) % 1_000),
    );
    expect(new Set(asked(many, ''))).toEqual(new Set(names(many)));
    expect(asked(many, '')).toHaveLength(many.length);
    for (const status of statuses)
      expect(new Set(asked(many, `is:${status}`))).toEqual(
        new Set(names(many.filter(each => each.status === status))),
      );
  });

  test('a single one is never slow', () => {
    expect(asked([task('0', 'done', 9_000)], 'is:slow')).toEqual([]);
  });
});
