import { expect, test } from 'vitest';
import { atOnce, each, largestFirst } from '../../../runtime/model/turns.js';
import { random } from '../recordedRun.js';

test('the largest first, and of equal ones the earlier, as sorting has them', () => {
  const chance = random(3);
  for (const many of [0, 1, 2, 499, 500, 501, 1_000, 1_003, 7_777]) {
    const things = Array.from({ length: many }, (_, place) => ({ place, key: Math.floor(chance() * 300) }));
    expect(atOnce(largestFirst(things, ({ key }) => key))).toEqual(things.toSorted((a, b) => b.key - a.key));
  }
});

test('no bit of the work is long', () => {
  const things = Array.from({ length: 50_000 }, (_, place) => (place * 7_919) % 50_000);
  let looked = 0;
  let most = 0;
  const work = largestFirst(things, key => {
    looked++;
    return key;
  });
  for (let before = 0; !work.next().done; before = looked) most = Math.max(most, looked - before);
  expect(looked).toBe(things.length);
  expect(most).toBeLessThanOrEqual(500);
  const seen: number[] = [];
  let stops = 0;
  const walk = each(things, thing => seen.push(thing));
  while (!walk.next().done) stops++;
  expect(seen).toEqual(things);
  expect(stops).toBe(100);
});
