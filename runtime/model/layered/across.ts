/**
 * Where everything stands across the flow, its order given: as straight and as narrow as can be had in linear time. Brandes and Köpf, *Fast and simple horizontal coordinate assignment* (Graph
 * Drawing 2001): what can be in line with its middle neighbour above, or below, is; each such line is one block, and blocks are put as far to one side as they go. The
 * four ways to do so (from above or below, to the left or right) are laid over each other, and each place is the mean of its two middle ones.
 */
import { least, most } from '../extremes.js';
import type { Cell, Grid } from './grid.js';
import { apart } from './spacing.js';

type Rows = readonly (readonly Cell[])[];
type Side = 'up' | 'down';

/** Sets `at` of every cell: whole pixels, the leftmost border being 0 or more. */
export function placeAcross({ rows }: Grid): void {
  const cells = rows.flat();
  if (cells.length === 0) return;
  const blocked = conflicts(rows);
  const ways = (['up', 'down'] as const).flatMap(side =>
    ([1, -1] as const).map(towards => {
      const root = blocksOf(rows, side, towards, blocked);
      return packed(rows, root, towards);
    }),
  );
  const spans = ways.map(at => spanOf(cells, at));
  const narrowest = spans.reduce((least, span) =>
    span.end - span.begin < least.end - least.begin ? span : least,
  );
  const shifts = spans.map((span, index) =>
    index % 2 === 0 ? narrowest.begin - span.begin : narrowest.end - span.end,
  );
  for (const cell of cells) {
    const places = ways.map((at, index) => (at.get(cell) ?? 0) + (shifts[index] ?? 0));
    const [, low = 0, high = 0] = places.sort((a, b) => a - b);
    cell.at = (low + high) / 2;
  }
  const begin = least(cells.map(cell => cell.at - cell.across / 2));
  for (const cell of cells) cell.at = Math.round(cell.at - begin);
}

function spanOf(cells: readonly Cell[], at: ReadonlyMap<Cell, number>): { begin: number; end: number } {
  let [begin, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const cell of cells) {
    const middle = at.get(cell) ?? 0;
    begin = Math.min(begin, middle - cell.across / 2);
    end = Math.max(end, middle + cell.across / 2);
  }
  return { begin, end };
}

const isLine = (cell: Cell) => cell.node === null;

/** Pairs that give way: a long line is straight before anything else is. By the upper one, those below. */
function conflicts(rows: Rows): ReadonlyMap<Cell, ReadonlySet<Cell>> {
  const found = new Map<Cell, Set<Cell>>();
  for (const [index, row] of rows.entries()) {
    const above = rows[index - 1];
    if (!above) continue;
    let from = 0;
    let begin = 0;
    for (const [place, cell] of row.entries()) {
      const inner = isLine(cell) ? cell.up.find(isLine) : undefined;
      if (!inner && place < row.length - 1) continue;
      const to = inner?.place ?? above.length - 1;
      for (const each of row.slice(begin, place + 1)) {
        for (const upper of each.up) {
          const isInner = isLine(each) && isLine(upper);
          if (isInner || (upper.place >= from && upper.place <= to)) continue;
          const those = found.get(upper) ?? new Set();
          found.set(upper, those.add(each));
        }
      }
      begin = place + 1;
      from = to;
    }
  }
  return found;
}

/** By cell: the first of its block, in whose line it stands. */
function blocksOf(
  rows: Rows,
  side: Side,
  towards: 1 | -1,
  blocked: ReadonlyMap<Cell, ReadonlySet<Cell>>,
): ReadonlyMap<Cell, Cell> {
  const root = new Map<Cell, Cell>(rows.flatMap(row => row.map(cell => [cell, cell] as const)));
  const taken = new Set<Cell>();
  for (const row of side === 'up' ? rows : rows.toReversed()) {
    let last = towards === 1 ? -1 : Number.POSITIVE_INFINITY;
    for (const cell of towards === 1 ? row : row.toReversed()) {
      for (const other of middles(cell, side, towards)) {
        const [upper, lower] = side === 'up' ? [other, cell] : [cell, other];
        const isBeyond = towards === 1 ? other.place > last : other.place < last;
        if (!isBeyond || taken.has(other) || blocked.get(upper)?.has(lower)) continue;
        root.set(cell, root.get(other) ?? other);
        taken.add(other);
        last = other.place;
        break;
      }
    }
  }
  return root;
}

/** The middle one of its neighbours on that side that count; of an even number both, in the order in which they are wanted. */
function middles(cell: Cell, side: Side, towards: 1 | -1): readonly Cell[] {
  const all = counting(cell, side).toSorted((a, b) => a.place - b.place);
  const half = (all.length - 1) / 2;
  const two = [all[Math.floor(half)], all[Math.ceil(half)]].filter(each => each !== undefined);
  return towards === 1 ? two : two.reverse();
}

/** A line is in line with a line, the longest there is, and with what is minor nothing that has anything else. */
function counting(cell: Cell, side: Side): readonly Cell[] {
  const lines = isLine(cell) ? cell[side].filter(isLine) : [];
  const first = least(lines.map(({ begins }) => begins));
  if (lines.length > 0) return lines.filter(({ begins }) => begins === first);
  const [major, minor] = [majorOf(cell[side]), cell[side]];
  if (cell.kind !== 'minor') return major.length > 0 ? major : minor;
  return minor.filter(other => other.kind === 'minor' || majorOf(other[opposite[side]]).length === 0);
}

const opposite = { up: 'down', down: 'up' } as const;

function majorOf(cells: readonly Cell[]): readonly Cell[] {
  return cells.filter(({ kind }) => kind !== 'minor');
}

/** Puts each block as far to that side as those beside it let it, and then back towards what stands on its other side. */
function packed(rows: Rows, root: ReadonlyMap<Cell, Cell>, towards: 1 | -1): ReadonlyMap<Cell, number> {
  const blockOf = (cell: Cell) => root.get(cell) ?? cell;
  const before = new Map<Cell, { block: Cell; by: number }[]>();
  const behind = new Map<Cell, { block: Cell; by: number }[]>();
  const note = (map: typeof before, of: Cell, block: Cell, by: number) => {
    const those = map.get(of);
    if (those) those.push({ block, by });
    else map.set(of, [{ block, by }]);
  };
  for (const row of rows) {
    for (const [index, right] of row.entries()) {
      const left = row[index - 1];
      if (!left) continue;
      const by = apart(left, right);
      const [near, far] = towards === 1 ? [left, right] : [right, left];
      note(before, blockOf(far), blockOf(near), by);
      note(behind, blockOf(near), blockOf(far), by);
    }
  }
  const order = inOrder(new Set(root.values()), before);
  // Distances from that side, so that both sides are alike.
  const far = new Map<Cell, number>();
  for (const block of order)
    far.set(
      block,
      Math.max(0, most((before.get(block) ?? []).map(({ block: near, by }) => (far.get(near) ?? 0) + by))),
    );
  for (const block of order.toReversed()) {
    const next = behind.get(block);
    if (!next) continue;
    const room = least(next.map(({ block: one, by }) => (far.get(one) ?? 0) - by));
    far.set(block, Math.max(far.get(block) ?? 0, room));
  }
  return new Map([...root].map(([cell, block]) => [cell, towards * (far.get(block) ?? 0)]));
}

/** Each block behind all that stand before it. */
function inOrder(
  blocks: ReadonlySet<Cell>,
  before: ReadonlyMap<Cell, readonly { block: Cell }[]>,
): readonly Cell[] {
  const order = new Set<Cell>();
  const open = new Set<Cell>();
  for (const first of blocks) {
    const trail = [first];
    for (let block = trail.at(-1); block; block = trail.at(-1)) {
      const missing = open.has(block)
        ? []
        : (before.get(block) ?? [])
            .map(each => each.block)
            .filter(each => !order.has(each) && !open.has(each));
      open.add(block);
      if (missing.length > 0) for (const each of missing) trail.push(each);
      else {
        order.add(block);
        trail.pop();
      }
    }
  }
  return [...order];
}
