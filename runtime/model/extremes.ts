/** The ends of many numbers. `Math.min(...values)` puts each on the stack, which has no room for those of a large flow. */

/** @returns the least of them; Infinity where there are none */
export function least(values: Iterable<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < found) found = value;
  return found;
}

/** @returns the greatest of them; -Infinity where there are none */
export function most(values: Iterable<number>): number {
  let found = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > found) found = value;
  return found;
}
