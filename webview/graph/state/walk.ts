/** Where an arrow key leads. */

import type { Graph } from '../../../runtime/model/graph.js';
import type { Box, Direction, Layout } from '../canvas/layout/geometry.js';
import { centre } from '../canvas/layout/geometry.js';
import { type NamedEdge, namedEdges } from './edges.js';
import type { Picture } from './view.js';

export type ArrowKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** An arrow's meaning, whichever way the flow runs across the canvas. */
export type Move = 'forward' | 'back' | 'before' | 'after';

export function moveOf(key: ArrowKey, direction: Direction): Move {
  const down: Record<ArrowKey, Move> = {
    ArrowDown: 'forward',
    ArrowUp: 'back',
    ArrowLeft: 'before',
    ArrowRight: 'after',
  };
  const right: Record<ArrowKey, Move> = {
    ArrowRight: 'forward',
    ArrowLeft: 'back',
    ArrowUp: 'before',
    ArrowDown: 'after',
  };
  return (direction === 'DOWN' ? down : right)[key];
}

/**
 * The step one move away: along an edge for forward and back, to the neighbour that stands beside it for before
 * and after. `trail` holds the steps visited so far, the last one last; going back prefers the way one came.
 * Null when there is nowhere to go.
 */
export function walk(
  graph: Graph,
  layout: Layout,
  from: string,
  move: Move,
  trail: readonly string[] = [],
): string | null {
  const here = layout.steps.get(from);
  if (!here) return null;
  if (move === 'before' || move === 'after') return beside(layout, from, here, move === 'after' ? 1 : -1);
  const candidates = linked(graph, from, move).filter(name => layout.steps.has(name));
  const came = trail.at(-1);
  if (came !== undefined && candidates.includes(came)) return came;
  return nearest(candidates, name => Math.abs(across(layout, name) - acrossBox(layout.direction, here)));
}

/** The next edge of the same step when one walks sideways from edge to edge. A line that stands for several is passed over. */
export function nextEdge(
  { shown, layout }: Picture,
  from: string,
  current: string | null,
  by: 1 | -1,
): string | null {
  const isOne = ({ id }: NamedEdge) => (shown.ways.get(id)?.length ?? 1) === 1;
  const node = shown.nodeOf(from);
  const edges = namedEdges(shown.graph)
    .filter(edge => edge.from === node && layout.routes.has(edge.id) && isOne(edge))
    .sort((a, b) => across(layout, a.to) - across(layout, b.to));
  if (edges.length === 0) return null;
  const at = edges.findIndex(edge => edge.id === current);
  const index = at < 0 ? 0 : (at + by + edges.length) % edges.length;
  return edges[index]?.id ?? null;
}

/** Loops are followed only when there is no other way on: a walk should get through the flow. */
function linked(graph: Graph, step: string, move: 'forward' | 'back'): readonly string[] {
  const away = (edge: NamedEdge) => (move === 'forward' ? edge.from : edge.to) === step;
  const edges = namedEdges(graph).filter(edge => away(edge) && edge.from !== edge.to);
  const onward = edges.filter(edge => !edge.loop);
  return (onward.length > 0 ? onward : edges).map(edge => (move === 'forward' ? edge.to : edge.from));
}

function beside(layout: Layout, from: string, here: Box, sign: 1 | -1): string | null {
  const place = acrossBox(layout.direction, here);
  const depth = alongBox(layout.direction, here);
  const others = [...layout.steps].filter(([name]) => name !== from);
  const onThatSide = others.filter(([, box]) => (acrossBox(layout.direction, box) - place) * sign > 1);
  return nearest(
    onThatSide.map(([name]) => name),
    name => {
      const box = layout.steps.get(name);
      if (!box) return Number.POSITIVE_INFINITY;
      // Being level counts far more than being near.
      const off = Math.abs(alongBox(layout.direction, box) - depth);
      return off * 4 + Math.abs(acrossBox(layout.direction, box) - place);
    },
  );
}

function nearest(names: readonly string[], distance: (name: string) => number): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const far = distance(name);
    if (far < least) [best, least] = [name, far];
  }
  return best;
}

function across(layout: Layout, name: string): number {
  const box = layout.steps.get(name);
  return box ? acrossBox(layout.direction, box) : 0;
}

function acrossBox(direction: Direction, box: Box): number {
  return direction === 'DOWN' ? centre(box).x : centre(box).y;
}

function alongBox(direction: Direction, box: Box): number {
  return direction === 'DOWN' ? centre(box).y : centre(box).x;
}
