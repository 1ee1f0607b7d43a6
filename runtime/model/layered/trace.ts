/** The places in the grid as boxes and lines of the picture. */
import { most } from '../extremes.js';
import { type Channel, channelBehind } from './channels.js';
import type { Cell, Grid } from './grid.js';
import type { Box, Point } from './plan.js';
import { offMiddle, roomBehind, tracks } from './spacing.js';

export interface Trace {
  /** How far it goes along the flow. */
  readonly end: number;
  /** Places along the flow, between two rows, where no more than one line goes on. */
  readonly waists: readonly number[];
  boxOf(cell: Cell): Box;
  /** Through all of these, from the border of the first to that of the last. */
  onward(way: readonly Cell[]): readonly Point[];
  /** From the flank of one to that of another, along a lane. */
  back(source: Cell, target: Cell, lane: readonly Cell[]): readonly Point[];
}

/** A grid whose cells have their places across the flow. */
export function traceOf(grid: Grid): Trace {
  const channels = grid.rows.map(channelBehind);
  const { begins, sizes, firsts, end } = placeAlong(grid, channels);
  const down = grid.direction === 'DOWN';
  const point = (along: number, across: number): Point =>
    down ? { x: across, y: along } : { x: along, y: across };
  const beginOf = ({ row, kind, along }: Cell) =>
    (begins[row] ?? 0) + (kind === 'back' ? ((sizes[row] ?? 0) - along) / 2 : 0);
  const middleOf = (cell: Cell) => beginOf(cell) + cell.along / 2;
  const offOf = ({ along }: Cell) => Math.min(offMiddle[grid.direction], along / 4);
  const turns = (above: Cell, below: Cell): readonly Point[] =>
    (channels[above.row]?.cornersOf(above, below) ?? []).map(({ track, at }) =>
      point((firsts[above.row] ?? 0) + track * tracks, at),
    );
  const through = (way: readonly Cell[]) =>
    way.slice(1).flatMap((below, index) => turns(way[index] ?? below, below));

  const isAlone = (row: number) => grid.rows[row]?.length === 1;
  const waists = grid.rows.flatMap((_, row) => {
    // What is said of a line stays with where it comes from.
    if (row === 0 || !isAlone(row - 1) || !isAlone(row) || grid.isForWords[row]) return [];
    return [((begins[row - 1] ?? 0) + (sizes[row - 1] ?? 0) + (begins[row] ?? 0)) / 2];
  });

  return {
    end,
    waists,
    boxOf(cell) {
      const corner = point(beginOf(cell), cell.at - cell.across / 2);
      const [width, height] = down ? [cell.across, cell.along] : [cell.along, cell.across];
      return { ...corner, width, height };
    },
    onward(way) {
      const [first, last] = [way[0], way.at(-1)];
      if (!first || !last) return [];
      const from = point(beginOf(first) + first.along, first.at);
      return [from, ...through(way), point(beginOf(last), last.at)];
    },
    back(source, target, lane) {
      const [first, last] = [lane[0], lane.at(-1)];
      if (!first || !last) return [];
      const [out, into] = [middleOf(source) + offOf(source), middleOf(target) - offOf(target)];
      const flankOf = ({ at, across }: Cell) => at + across / 2;
      return [
        point(out, flankOf(source)),
        point(out, last.at),
        ...through(lane).toReversed(),
        point(into, first.at),
        point(into, flankOf(target)),
      ];
    },
  };
}

/** Where each row begins, how far it goes, and where the first track behind it is. */
function placeAlong(grid: Grid, channels: readonly Channel[]) {
  const begins: number[] = [];
  const sizes: number[] = [];
  const firsts: number[] = [];
  let at = 0;
  let end = 0;
  for (const [index, row] of grid.rows.entries()) {
    const size = Math.max(0, most(row.map(cell => cell.along)));
    const { room, first } = roomBehind(grid, index, channels[index]?.count ?? 0);
    begins.push(at);
    sizes.push(size);
    end = at + size;
    firsts.push(end + first);
    at = end + room;
  }
  return { begins, sizes, firsts, end };
}
