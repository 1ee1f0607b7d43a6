import type { Box, Layout, Point, Route } from './geometry.js';

/**
 * The layout, moved as a whole so that one step stands where it stood before: what one looks at stays in place
 * while the rest makes room. The first of `anchors` that is in both layouts is held.
 */
export function anchored(layout: Layout, previous: Layout | null, anchors: readonly string[]): Layout {
  if (!previous || previous.direction !== layout.direction || previous.wraps !== layout.wraps) return layout;
  for (const name of [...anchors, ...previous.steps.keys()]) {
    const [was, is] = [previous.steps.get(name), layout.steps.get(name)];
    if (was && is) return moved(layout, { x: was.x - is.x, y: was.y - is.y });
  }
  return layout;
}

function moved(layout: Layout, by: Point): Layout {
  if (by.x === 0 && by.y === 0) return layout;
  const box = (each: Box): Box => ({ ...each, x: each.x + by.x, y: each.y + by.y });
  const route = (each: Route): Route => ({
    points: each.points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y })),
    label: each.label && box(each.label),
  });
  return {
    ...layout,
    x: layout.x + by.x,
    y: layout.y + by.y,
    steps: mapped(layout.steps, box),
    routes: mapped(layout.routes, route),
    unknown: mapped(layout.unknown, each => ({ box: box(each.box), route: route(each.route) })),
    ends: mapped(layout.ends, each => ({ box: box(each.box), route: route(each.route) })),
  };
}

function mapped<In, Out>(map: ReadonlyMap<string, In>, change: (value: In) => Out): ReadonlyMap<string, Out> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
