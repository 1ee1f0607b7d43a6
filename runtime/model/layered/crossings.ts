import type { Cell, Grid } from './grid.js';

const mostPasses = 8;

/**
 * Lets neighbours in a row change places where fewer lines cross then. What one node leads to keeps its order: that is the code's, and stands above a crossing less.
 */
export function uncross({ rows }: Grid): void {
  for (let pass = 0; pass < mostPasses; pass++) {
    let changed = false;
    for (const row of rows) changed = uncrossed(row) || changed;
    if (!changed) return;
  }
}

function uncrossed(row: Cell[]): boolean {
  let changed = false;
  for (let at = 1; at < row.length; at++) {
    const [left, right] = [row[at - 1], row[at]];
    if (!left || !right || left.up.some(cell => right.up.includes(cell))) continue;
    const isBetter = crossingsOf(right, left) < crossingsOf(left, right);
    if (!isBetter) continue;
    row[at - 1] = right;
    row[at] = left;
    [left.place, right.place] = [right.place, left.place];
    changed = true;
  }
  return changed;
}

/** How often lines of the two cross each other when one stands left of the other. */
function crossingsOf(left: Cell, right: Cell): number {
  return crossed(left.up, right.up) + crossed(left.down, right.down);
}

function crossed(left: readonly Cell[], right: readonly Cell[]): number {
  let count = 0;
  for (const one of left) for (const other of right) if (one.place > other.place) count++;
  return count;
}
