/** What the layout engine answers, as the canvas wants it. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { namedEdges } from '../../state/edges.js';
import type { Box, Direction, Layout, Route, Stub } from './geometry.js';
import { edgeId, endEdgeId, endId, stepId, unknownEdgeId, unknownId } from './input.js';

export function readLayout(answer: ElkNode, graph: Graph, direction: Direction): Layout {
  const boxes = new Map((answer.children ?? []).map(node => [node.id, boxOf(node)]));
  const routes = new Map((answer.edges ?? []).map(edge => [edge.id, routeOf(edge)]));
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
    x: 0,
    y: 0,
    width: answer.width ?? 0,
    height: answer.height ?? 0,
    steps,
    routes: drawn,
    unknown,
    ends,
  };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x, y, width, height };
}

function routeOf(edge: ElkExtendedEdge): Route {
  const points = (edge.sections ?? []).flatMap(section => [
    section.startPoint,
    ...(section.bendPoints ?? []),
    section.endPoint,
  ]);
  const label = edge.labels?.[0];
  return { points, label: label ? boxOf(label) : null };
}
