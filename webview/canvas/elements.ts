/** The picture as React Flow's nodes and edges. They change only when the layout does; what a run says does not. */
import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { type NamedEdge, namedEdges } from '../state/edges.js';
import { fanOutDepths } from '../state/scopes.js';
import type { Picture } from '../state/view.js';
import type { Box, Direction, Route } from './layout/geometry.js';

export type StepNodeData = {
  readonly step: string;
  readonly stacked: boolean;
  readonly direction: Direction;
};
export type StepFlowNode = FlowNode<StepNodeData, 'step'>;
export type UnknownFlowNode = FlowNode<{ readonly step: string; readonly direction: Direction }, 'unknown'>;
export type CanvasNode = StepFlowNode | UnknownFlowNode;

export type RouteData = { readonly route: Route; readonly edge: NamedEdge | null };
export type CanvasEdge = FlowEdge<RouteData, 'route'>;

export function canvasNodes({ graph, layout }: Picture): CanvasNode[] {
  const depths = fanOutDepths(graph);
  const nodes: CanvasNode[] = [];
  for (const { name } of graph.steps) {
    const box = layout.steps.get(name);
    if (!box) continue;
    const stacked = (depths.get(name) ?? 0) > 0;
    const data = { step: name, stacked, direction: layout.direction };
    nodes.push({ id: name, type: 'step', data, ...placed(box, layout.direction) });
    const unknown = layout.unknown.get(name);
    if (unknown) {
      nodes.push({
        id: `?${name}`,
        type: 'unknown',
        data: { step: name, direction: layout.direction },
        ...placed(unknown.box, layout.direction),
        connectable: false,
      });
    }
  }
  return nodes;
}

export function canvasEdges({ graph, layout }: Picture): CanvasEdge[] {
  const edges: CanvasEdge[] = [];
  for (const edge of namedEdges(graph)) {
    const route = layout.routes.get(edge.id);
    if (route) {
      edges.push({ id: edge.id, type: 'route', source: edge.from, target: edge.to, data: { route, edge } });
    }
  }
  for (const [step, { route }] of layout.unknown) {
    edges.push({
      id: `?${step}`,
      type: 'route',
      source: step,
      target: `?${step}`,
      data: { route, edge: null },
    });
  }
  return edges;
}

/** Sizes and handles are given, not measured: so a node off the screen need not be drawn to be known. */
function placed(box: Box, direction: Direction) {
  const { x, y, width, height } = box;
  const down = direction === 'DOWN';
  const handle = (type: 'source' | 'target', position: Position, left: number, top: number) => ({
    type,
    position,
    x: left - 4,
    y: top - 4,
    width: 8,
    height: 8,
    id: null,
  });
  return {
    position: { x, y },
    width,
    height,
    handles: down
      ? [handle('target', Position.Top, width / 2, 0), handle('source', Position.Bottom, width / 2, height)]
      : [handle('target', Position.Left, 0, height / 2), handle('source', Position.Right, width, height / 2)],
  };
}
