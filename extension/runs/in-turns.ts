import type { Bits } from '../../runtime/model/turns.js';

/**
 * Does it in turns, and lets others do theirs between.
 *
 * @param turn how long one lasts, in milliseconds; a bit is always done to its end
 * @param isWanted whether anybody waits for it still
 * @returns null when nobody does
 */
export async function inTurns<Result>(
  work: Bits<Result>,
  turn: number,
  isWanted: () => boolean,
): Promise<Result | null> {
  let until = performance.now() + turn;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await new Promise(resolve => setImmediate(resolve));
    if (!isWanted()) return null;
    until = performance.now() + turn;
  }
}
