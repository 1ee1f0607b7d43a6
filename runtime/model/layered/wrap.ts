/** A long flow in columns, as a long text is set in some: it goes on at the top of the next one. */
import { least, most } from '../extremes.js';
import type { Arrangement, Box, Direction, Point, Route } from './plan.js';

/** How much wider than high a picture may best be; its columns stand side by side. */
const shape: Readonly<Record<Direction, number>> = { DOWN: 1.3, RIGHT: 0.75 };
/** What is no longer than that is read in one. */
const longest = 1_000;
const mostColumns = 12;
/** So much the worse fewer columns may be, for the eye has not to go up again. */
const worthIt = 1.2;
const gutter = 96;
/** The line from one column to the next runs above it. */
const above = 28;

/** A stretch of the flow, from one place along it to another. */
interface Column {
  readonly begin: number;
  readonly end: number;
  /** Its extent across the flow. */
  readonly low: number;
  readonly high: number;
}

/**
 * The arrangement, cut where only one line goes on.
 *
 * @param waists the places along the flow where that is so, in their order
 */
export function wrapped(
  arrangement: Arrangement,
  waists: readonly number[],
  direction: Direction,
): Arrangement {
  const down = direction === 'DOWN';
  const things = [
    ...arrangement.boxes.values(),
    ...[...arrangement.routes.values()].flatMap(({ label }) => label ?? []),
  ];
  const along = (box: Box) => (down ? box.y : box.x);
  const long = (box: Box) => (down ? box.height : box.width);
  const low = (box: Box) => (down ? box.x : box.y);
  const high = (box: Box) => low(box) + (down ? box.width : box.height);
  const whole = down ? arrangement.height : arrangement.width;
  if (whole <= longest) return arrangement;
  const lines = [...arrangement.routes.values()].flatMap(({ points }) => points);

  const columnsOf = (cuts: readonly number[]): readonly Column[] =>
    [0, ...cuts].map((begin, index) => {
      const end = cuts[index] ?? whole;
      const own = things.filter(
        box => along(box) + long(box) / 2 >= begin && along(box) + long(box) / 2 < end,
      );
      const passed = lines
        .filter(point => (down ? point.y : point.x) >= begin && (down ? point.y : point.x) < end)
        .map(point => (down ? point.x : point.y));
      return {
        begin,
        end,
        low: Math.min(least(own.map(low)), least(passed)),
        high: Math.max(most(own.map(high)), most(passed)),
      };
    });
  const sizeOf = (columns: readonly Column[]) => ({
    across: columns.reduce((sum, column) => sum + column.high - column.low, gutter * (columns.length - 1)),
    along: most(columns.map(({ begin, end }) => end - begin)) + (columns.length > 1 ? above : 0),
  });
  /** How large it is seen on a screen of the best shape. */
  const zoomOf = (columns: readonly Column[]) => {
    const { across, along: length } = sizeOf(columns);
    return 1 / Math.max(down ? across / shape[direction] : length / shape[direction], down ? length : across);
  };

  let best = columnsOf([]);
  for (let count = 2; count <= mostColumns; count++) {
    const columns = columnsOf(cutInto(count, whole, waists));
    if (zoomOf(columns) > zoomOf(best) * worthIt) best = columns;
  }
  return best.length === 1 ? arrangement : inColumns(arrangement, best, direction, sizeOf(best));
}

/** As many columns as there are waists for, none much longer than its share. */
function cutInto(count: number, whole: number, waists: readonly number[]): readonly number[] {
  const cuts: number[] = [];
  const share = whole / count;
  let before = 0;
  for (const [index, waist] of waists.entries()) {
    const next = waists[index + 1] ?? whole;
    // The nearest to where the column should end.
    if (next - before < share || Math.abs(next - before - share) < Math.abs(waist - before - share)) continue;
    if (waist - before < share / 2 || whole - waist < share / 4) continue;
    cuts.push(waist);
    before = waist;
  }
  return cuts;
}

function inColumns(
  { boxes, routes }: Arrangement,
  columns: readonly Column[],
  direction: Direction,
  size: { readonly across: number; readonly along: number },
): Arrangement {
  const down = direction === 'DOWN';
  const lefts = columns.map((_, index) =>
    columns.slice(0, index).reduce((sum, { low, high }) => sum + high - low + gutter, 0),
  );
  const alongOf = ({ x, y }: Point) => (down ? y : x);
  const at = (along: number, across: number): Point =>
    down ? { x: across, y: along } : { x: along, y: across };
  const columnAt = (along: number) =>
    Math.max(
      0,
      columns.findLastIndex(({ begin }) => along >= begin),
    );
  const moved = (point: Point, index: number): Point => {
    const { begin, low } = columns[index] ?? { begin: 0, low: 0 };
    const across = down ? point.x : point.y;
    return at(alongOf(point) - begin + above, across - low + (lefts[index] ?? 0));
  };
  const box = (each: Box): Box => {
    const middle = down ? each.y + each.height / 2 : each.x + each.width / 2;
    return { ...each, ...moved(each, columnAt(middle)) };
  };
  const route = ({ points, label }: Route): Route => {
    const line: Point[] = [];
    for (const [index, point] of points.entries()) {
      const column = columnAt(alongOf(point));
      const before = points[index - 1];
      const from = before ? columnAt(alongOf(before)) : column;
      if (before && from !== column) line.push(...turn(before, point, from, column));
      line.push(moved(point, column));
    }
    return { points: line, label: label && box(label) };
  };
  /** From the foot of one column over the head of the next. What runs straight from one to the other is cut between. */
  const turn = (before: Point, point: Point, from: number, to: number): readonly Point[] => {
    const cut = columns[to]?.begin ?? 0;
    const across = down ? before.x : before.y;
    const foot = moved(at(cut, across), from);
    const head = moved(at(alongOf(point), across), to);
    const between = (lefts[to] ?? 0) - gutter / 2;
    const acrossOf = ({ x, y }: Point) => (down ? x : y);
    return [foot, at(alongOf(foot), between), at(above / 2 - 6, between), at(above / 2 - 6, acrossOf(head))];
  };
  return {
    width: down ? size.across : size.along,
    height: down ? size.along : size.across,
    boxes: new Map([...boxes].map(([id, each]) => [id, box(each)])),
    routes: new Map([...routes].map(([id, each]) => [id, route(each)])),
  };
}
