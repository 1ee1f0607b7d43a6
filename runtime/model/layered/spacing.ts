/** How much room there is between things, in pixels. */
import type { Cell, Grid } from './grid.js';
import type { Direction } from './plan.js';

const nodes = 36;
const nodeAndLine = 28;
const lines = 16;
const besideWords = 18;

/** The least distance of the middles of two that stand beside each other. */
export function apart(left: Cell, right: Cell): number {
  return left.across / 2 + right.across / 2 + gap(left, right);
}

function gap(left: Cell, right: Cell): number {
  if (left.node && right.node) return nodes;
  if (left.node || right.node) return nodeAndLine;
  return left.across > 0 || right.across > 0 ? besideWords : lines;
}

/** Between lines that run across, one behind the other. */
export const tracks = 14;
/** How far off the middle of a flank what goes back leaves and enters. */
export const offMiddle: Readonly<Record<Direction, number>> = { DOWN: 12, RIGHT: 16 };
const beforeTracks = 18;
/** What points to a node needs some room in front of it. */
const arrow = 22;
const betweenNodes: Readonly<Record<Direction, number>> = { DOWN: 40, RIGHT: 56 };
const beforeWords: Readonly<Record<Direction, number>> = { DOWN: 18, RIGHT: 24 };

/** The room behind a row, and where in it the first of so many lines across has its place. */
export function roomBehind(
  { direction, isForWords }: Grid,
  row: number,
  count: number,
): { room: number; first: number } {
  const [isWords, toWords] = [isForWords[row] ?? false, isForWords[row + 1] ?? false];
  const least = toWords ? beforeWords[direction] : isWords ? arrow + 8 : betweenNodes[direction];
  if (count === 0) return { room: least, first: 0 };
  const taken = (count - 1) * tracks;
  const [ahead, behind] = [isWords ? 10 : beforeTracks, toWords ? 12 : arrow];
  const room = Math.max(least, ahead + taken + behind);
  return { room, first: Math.round(toWords || isWords ? ahead : (room - taken) / 2) };
}
