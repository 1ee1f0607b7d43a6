import { expect, test } from 'vitest';
import type { TaskRun } from '../../../runtime/model/run.js';
import { takenText, timesOf } from '../../../runtime/model/task-times.js';

/** Tasks that took so long each. */
function tasks(...times: (number | null)[]): TaskRun[] {
  return times.map(
    (time, index) =>
      ({
        task: String(index),
        startedAt: 1_000 + index,
        endedAt: time === null ? null : 1_000 + index + time,
        reused: false,
      }) as TaskRun,
  );
}

test('the median and the slowest are those that sorting finds', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 500; round++) {
    // Few values many times over, and many different ones.
    const below = [1, 3, 50, 100_000][round % 4] ?? 1;
    const times = Array.from({ length: 1 + random(60) }, () => random(below));
    const sorted = times.toSorted((a, b) => a - b);
    const [low = 0, high = 0] = [sorted[(times.length - 1) >> 1], sorted[times.length >> 1]];
    expect(timesOf(tasks(...times))).toEqual({
      median: (low + high) / 2,
      slowest: sorted.at(-1),
      slowestTask: String(times.indexOf(sorted.at(-1) ?? 0)),
    });
  }
});

test('what goes on, and what was taken over from another run, says nothing of what one takes', () => {
  expect(timesOf(tasks(null, null))).toBeNull();
  expect(timesOf(tasks(10, null, 30))).toMatchObject({ median: 20, slowest: 30, slowestTask: '2' });
  const [first, ...rest] = tasks(500, 20);
  expect(timesOf([{ ...first!, reused: true }, ...rest])).toMatchObject({ median: 20, slowest: 20 });
});

test('of many, one is meant, and the words say so', () => {
  expect(takenText(1_500, 1)).toBe('1.5 s');
  expect(takenText(1_500, 8)).toBe('1.5 s each');
});
