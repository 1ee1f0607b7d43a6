/** The picture as React Flow's nodes and edges. They change only when the layout does; what a run says does not. */
import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { whenItEnds } from '../../../runtime/model/ends.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { type NamedEdge, namedEdges } from '../state/edges.js';
import type { Region } from '../state/regions.js';
import { fanOutDepths } from '../state/scopes.js';
import type { Picture } from '../state/view.js';
import type { Box, Direction, Route } from './layout/geometry.js';

export type StepNodeData = {
  readonly step: string;
  readonly stacked: boolean;
  readonly direction: Direction;
};
export type StepFlowNode = FlowNode<StepNodeData, 'step'>;
/** Several steps in one; `step` is the first of them. */
export type FoldFlowNode = FlowNode<
  StepNodeData & { readonly region: Region; readonly graph: Graph },
  'fold'
>;
type StubData = { readonly step: string; readonly direction: Direction };
export type UnknownFlowNode = FlowNode<StubData, 'unknown'>;
export type EndFlowNode = FlowNode<StubData & { readonly when: string }, 'end'>;
export type CanvasNode = StepFlowNode | FoldFlowNode | UnknownFlowNode | EndFlowNode;

/** `edge`: the one that it stands for, where it is one; `all`: those that it stands for; `when`: of a line to an end, when it comes to that. */
export type RouteData = {
  readonly route: Route;
  readonly edge: NamedEdge | null;
  readonly all: readonly NamedEdge[];
  readonly when: string | null;
};
export type CanvasEdge = FlowEdge<RouteData, 'route'>;

export function canvasNodes({ graph, shown, layout }: Picture): CanvasNode[] {
  const depths = fanOutDepths(graph);
  const nodes: CanvasNode[] = [];
  for (const step of shown.graph.steps) {
    const { name } = step;
    const box = layout.steps.get(name);
    if (!box) continue;
    const stacked = (depths.get(name) ?? 0) > 0;
    const data = { step: name, stacked, direction: layout.direction };
    const region = shown.folds.get(name);
    const place = placed(box, layout.direction);
    if (region) nodes.push({ id: name, type: 'fold', data: { ...data, region, graph }, ...place });
    else nodes.push({ id: name, type: 'step', data, ...place });
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
    const end = layout.ends.get(name);
    if (end) {
      nodes.push({
        id: `.${name}`,
        type: 'end',
        data: { step: name, direction: layout.direction, when: whenItEnds(step) ?? '' },
        ...placed(end.box, layout.direction),
        connectable: false,
      });
    }
  }
  return nodes;
}

export function canvasEdges({ shown, layout }: Picture): CanvasEdge[] {
  const edges: CanvasEdge[] = [];
  for (const drawn of namedEdges(shown.graph)) {
    const route = layout.routes.get(drawn.id);
    if (route) {
      const all = shown.ways.get(drawn.id) ?? [drawn];
      const [edge] = all;
      edges.push({
        id: drawn.id,
        type: 'route',
        source: drawn.from,
        target: drawn.to,
        data: { route, edge: all.length === 1 && edge ? edge : null, all, when: null },
      });
    }
  }
  for (const [step, { route }] of layout.unknown) {
    edges.push({
      id: `?${step}`,
      type: 'route',
      source: step,
      target: `?${step}`,
      data: { route, edge: null, all: [], when: null },
    });
  }
  for (const step of shown.graph.steps) {
    const stub = layout.ends.get(step.name);
    if (!stub) continue;
    edges.push({
      id: `.${step.name}`,
      type: 'route',
      source: step.name,
      target: `.${step.name}`,
      data: { route: stub.route, edge: null, all: [], when: whenItEnds(step) ?? '' },
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
