import { type Cell, cellAt, type Grid, join } from './grid.js';
import type { PlanEdge, Size } from './plan.js';

/**
 * Makes room for what runs back: a lane beside all that it goes around, from the row of its source up to that of its target. Shorter ones lie within longer ones.
 *
 * @returns by edge: its lane, from the target's row to the source's
 */
export function layLanes(grid: Grid): ReadonlyMap<string, readonly Cell[]> {
  const lanes = new Map<string, readonly Cell[]>();
  const spanOf = ({ from, to }: PlanEdge) =>
    Math.abs((grid.cellOf.get(from)?.row ?? 0) - (grid.cellOf.get(to)?.row ?? 0));
  for (const edge of grid.ranks.back.toSorted((a, b) => spanOf(a) - spanOf(b))) {
    const [source, target] = [grid.cellOf.get(edge.from), grid.cellOf.get(edge.to)];
    if (source && target) lanes.set(edge.id, layLane(grid, edge, source, target));
  }
  return lanes;
}

const nothing: Size = { width: 0, height: 0 };

function layLane(grid: Grid, edge: PlanEdge, source: Cell, target: Cell): readonly Cell[] {
  const around = between(target, source);
  const speaks = edge.label === null ? -1 : rowOfWords(grid, target.row, source.row);
  const lane: Cell[] = [];
  for (let row = target.row; row <= source.row; row++) {
    const size = (row === speaks ? edge.label : null) ?? nothing;
    const cell = cellAt(row, null, size, grid.direction, 'back');
    const cells = grid.rows[row] ?? [];
    const beside = cells.findLastIndex(each => each === source || each === target || around.has(each));
    let place = beside < 0 ? cells.length : beside + 1;
    while (cells[place]?.kind === 'back') place++;
    cells.splice(place, 0, cell);
    for (const [index, each] of cells.entries()) each.place = index;
    const above = lane.at(-1);
    if (above) join(above, cell);
    lane.push(cell);
    if (row === speaks) grid.words.set(edge.id, cell);
  }
  return lane;
}

/** The one that is nearest to the middle, and neither of the two that the line turns in, where there is such a one. */
function rowOfWords({ isForWords }: Grid, first: number, last: number): number {
  if (last - first < 2) return last;
  const middle = (first + last) / 2;
  const rows = Array.from({ length: last - first - 1 }, (_, index) => first + 1 + index);
  // What is said in a row of nodes takes no room that is not there.
  const fitting = rows.filter(row => !isForWords[row]);
  const [best = last] = (fitting.length > 0 ? fitting : rows).toSorted(
    (a, b) => Math.abs(a - middle) - Math.abs(b - middle),
  );
  return best;
}

/** All that stands on a way from the one to the other. */
function between(first: Cell, last: Cell): ReadonlySet<Cell> {
  const below = new Set([first]);
  for (const cell of below) for (const next of cell.down) if (next.row <= last.row) below.add(next);
  const above = new Set([last]);
  for (const cell of above) for (const next of cell.up) if (next.row >= first.row) above.add(next);
  return new Set([...below].filter(cell => above.has(cell)));
}
