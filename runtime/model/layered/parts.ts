/** What hangs together is laid out by itself; the rest stands beside it. */
import type { Arrangement, Box, Direction, Plan, Point, Route } from './plan.js';

/** The plans of what hangs together, that of the start first. */
export function partsOf({ direction, wraps = false, nodes, edges }: Plan): readonly Plan[] {
  const beside = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const known = edges.filter(({ from, to }) => beside.has(from) && beside.has(to));
  for (const { from, to } of known) {
    beside.get(from)?.push(to);
    beside.get(to)?.push(from);
  }
  const partOf = new Map<string, number>();
  let parts = 0;
  for (const { id } of [...nodes.filter(({ start }) => start), ...nodes]) {
    if (partOf.has(id)) continue;
    const part = parts++;
    const found = new Set([id]);
    for (const one of found) for (const other of beside.get(one) ?? []) found.add(other);
    for (const one of found) partOf.set(one, part);
  }
  const nodesOf = Map.groupBy(nodes, ({ id }) => partOf.get(id));
  const edgesOf = Map.groupBy(known, ({ from }) => partOf.get(from));
  return Array.from({ length: parts }, (_, part) => ({
    direction,
    wraps,
    nodes: nodesOf.get(part) ?? [],
    edges: edgesOf.get(part) ?? [],
  }));
}

const between = { columns: 56, inColumn: 40 };
/** Columns of single steps are at least so long before another one is begun. */
const leastLength = 480;

/** The first as it is; the others beside it, one behind another, in as many columns as it takes not to be longer than the first. */
export function together(parts: readonly Arrangement[], direction: Direction): Arrangement {
  const [first, ...others] = parts;
  if (!first) return { width: 0, height: 0, boxes: new Map(), routes: new Map() };
  if (others.length === 0) return first;
  const down = direction === 'DOWN';
  const sizeOf = ({ width, height }: Arrangement) =>
    (down ? [width, height] : [height, width]) as [number, number];
  const [across, along] = sizeOf(first);
  const most = Math.max(along, leastLength);
  const boxes = new Map(first.boxes);
  const routes = new Map(first.routes);
  let [column, at, widest] = [across + between.columns, 0, 0];
  let [fullAcross, fullAlong] = [across, along];
  for (const part of others) {
    const [wide, long] = sizeOf(part);
    if (at > 0 && at + long > most) {
      column += widest + between.columns;
      [at, widest] = [0, 0];
    }
    const by = down ? { x: column, y: at } : { x: at, y: column };
    for (const [id, box] of part.boxes) boxes.set(id, movedBox(box, by));
    for (const [id, route] of part.routes) routes.set(id, movedRoute(route, by));
    widest = Math.max(widest, wide);
    fullAcross = Math.max(fullAcross, column + wide);
    fullAlong = Math.max(fullAlong, at + long);
    at += long + between.inColumn;
  }
  const [width, height] = down ? [fullAcross, fullAlong] : [fullAlong, fullAcross];
  return { width, height, boxes, routes };
}

function movedBox(box: Box, by: Point): Box {
  return { ...box, x: box.x + by.x, y: box.y + by.y };
}

function movedRoute({ points, label }: Route, by: Point): Route {
  return {
    points: points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y })),
    label: label && movedBox(label, by),
  };
}
