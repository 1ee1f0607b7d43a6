/** What was laid out, as the canvas wants it. */
import type { Graph } from '../../../../runtime/model/graph.js';
import type { Arrangement, Plan } from '../../../../runtime/model/layered/plan.js';
import { namedEdges } from '../../state/edges.js';
import type { Box, Layout, Route, Stub } from './geometry.js';
import { edgeId, endEdgeId, endId, stepId, unknownEdgeId, unknownId } from './input.js';

export function readLayout(
  arrangement: Arrangement,
  graph: Graph,
  { direction, wraps = false }: Pick<Plan, 'direction' | 'wraps'>,
): Layout {
  const { width, height, boxes, routes } = arrangement;
  const steps = new Map<string, Box>();
  const unknown = new Map<string, Stub>();
  const ends = new Map<string, Stub>();
  const take = (into: Map<string, Stub>, step: string, node: string, edge: string): void => {
    const [stub, route] = [boxes.get(node), routes.get(edge)];
    if (stub && route) into.set(step, { box: stub, route });
  };
  for (const { name } of graph.steps) {
    const box = boxes.get(stepId(name));
    if (box) steps.set(name, box);
    take(unknown, name, unknownId(name), unknownEdgeId(name));
    take(ends, name, endId(name), endEdgeId(name));
  }
  const drawn = new Map<string, Route>();
  for (const { id } of namedEdges(graph)) {
    const route = routes.get(edgeId(id));
    if (route) drawn.set(id, route);
  }
  return {
    direction,
    wraps,
    x: 0,
    y: 0,
    width,
    height,
    steps,
    routes: drawn,
    unknown,
    ends,
  };
}
