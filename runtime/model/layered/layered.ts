/**
 * Lays out a flow in layers, as layered layouts do since Sugiyama, Tagawa and Toda (1981), with one difference: the order of what stands beside each other is given (that of the
 * code), and is not looked for. So it takes milliseconds, a small change of the flow moves little, and sides never swap.
 */
import { most } from '../extremes.js';
import { placeAcross } from './across.js';
import { uncross } from './crossings.js';
import { gridOf } from './grid.js';
import { layLanes } from './lanes.js';
import { partsOf, together } from './parts.js';
import type { Arrangement, Plan, Route } from './plan.js';
import { traceOf } from './trace.js';
import { wrapped } from './wrap.js';

/** Where everything stands: no two boxes meet, and the upper left corner of all is at 0. Edges to or from nodes that are not there are left out. */
export function layered(plan: Plan): Arrangement {
  return together(partsOf(plan).map(arranged), plan.direction);
}

/** Something that hangs together. */
function arranged(plan: Plan): Arrangement {
  const grid = gridOf(plan);
  uncross(grid);
  const lanes = layLanes(grid);
  placeAcross(grid);
  const trace = traceOf(grid);
  const boxes = new Map([...grid.cellOf].map(([id, cell]) => [id, trace.boxOf(cell)]));
  const routes = new Map<string, Route>();
  for (const { id, from, to } of plan.edges) {
    const [way, lane, words] = [grid.ways.get(id), lanes.get(id), grid.words.get(id)];
    const [source, target] = [grid.cellOf.get(from), grid.cellOf.get(to)];
    const label = words ? trace.boxOf(words) : null;
    if (way) routes.set(id, { points: trace.onward(way), label });
    else if (lane && source && target) routes.set(id, { points: trace.back(source, target, lane), label });
  }
  const across = Math.max(0, most(grid.rows.flat().map(cell => cell.at + cell.across / 2)));
  const down = plan.direction === 'DOWN';
  const [width, height] = down ? [across, trace.end] : [trace.end, across];
  const arrangement = { width, height, boxes, routes };
  return plan.wraps ? wrapped(arrangement, trace.waists, plan.direction) : arrangement;
}
