import { expect, test } from 'vitest';
import { inTurns } from '../../../extension/runs/in-turns.js';
import { type Bits, each } from '../../../runtime/model/turns.js';

test('others have their turn, and what nobody waits for is left', async () => {
  function* endless(): Bits<never> {
    for (;;) yield;
  }
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  expect(await inTurns(endless(), 0, () => turns < 5)).toBeNull();
  clearInterval(counting);
  const seen: number[] = [];
  await inTurns(
    each([1, 2], thing => seen.push(thing)),
    0,
    () => true,
  );
  expect(seen).toEqual([1, 2]);
});
