import { least } from '../extremes.js';
import type { PlanEdge, PlanNode } from './plan.js';

export interface Ranks {
  /** By node: how many layers it is from the first one. */
  readonly layerOf: ReadonlyMap<string, number>;
  /** By node, in their order: the edges that lead on from it. */
  readonly onward: ReadonlyMap<string, readonly PlanEdge[]>;
  /** Those that lead back, or to where they come from. */
  readonly back: readonly PlanEdge[];
}

/**
 * Puts each node in a layer behind those of everything that leads to it, as early as can be: so the branches of a split begin side by side. What the start does not
 * lead to stands right in front of what it leads to.
 */
export function ranked(nodes: readonly PlanNode[], edges: readonly PlanEdge[]): Ranks {
  const { onward, back } = withoutCircles(nodes, edges);
  const order = inOrder(nodes, onward);
  const layerOf = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  const layer = (id: string) => layerOf.get(id) ?? 0;
  for (const id of order)
    for (const { to } of onward.get(id) ?? []) layerOf.set(to, Math.max(layer(to), layer(id) + 1));

  const reached = reachedFrom(nodes, onward);
  for (const id of order.toReversed()) {
    const next = (onward.get(id) ?? []).map(({ to }) => layer(to));
    if (!reached.has(id) && next.length > 0) layerOf.set(id, least(next) - 1);
  }
  return { layerOf, onward, back };
}

type Onward = ReadonlyMap<string, readonly PlanEdge[]>;

/** An edge leads back that is said to be a loop, and is one, or that closes a circle without saying so. */
function withoutCircles(
  nodes: readonly PlanNode[],
  edges: readonly PlanEdge[],
): { onward: Onward; back: readonly PlanEdge[] } {
  const back = new Set(edges.filter(({ loop, from, to }) => loop || from === to));
  const leading = () =>
    Map.groupBy(
      edges.filter(edge => !back.has(edge)),
      ({ from }) => from,
    );
  inOrder(nodes, leading(), edge => back.add(edge));
  for (const edge of [...back].filter(({ from, to }) => from !== to)) {
    if (!allFrom([edge.to], leading()).has(edge.from)) back.delete(edge);
  }
  const onward = leading();
  return {
    onward: new Map(nodes.map(({ id }) => [id, onward.get(id) ?? []])),
    back: edges.filter(edge => back.has(edge)),
  };
}

/** The nodes, each before all that it leads to. @param closing is told of edges that make that impossible, and are left out */
function inOrder(
  nodes: readonly PlanNode[],
  onward: Onward,
  closing?: (edge: PlanEdge) => void,
): readonly string[] {
  const state = new Map<string, 'open' | 'done'>();
  const done: string[] = [];
  for (const { id } of nodes) {
    if (state.has(id)) continue;
    const trail = [{ id, next: 0 }];
    state.set(id, 'open');
    for (let at = trail.at(-1); at; at = trail.at(-1)) {
      const edge = onward.get(at.id)?.[at.next++];
      const seen = edge && state.get(edge.to);
      if (!edge) {
        state.set(at.id, 'done');
        done.push(at.id);
        trail.pop();
      } else if (seen === 'open') closing?.(edge);
      else if (seen === undefined) {
        state.set(edge.to, 'open');
        trail.push({ id: edge.to, next: 0 });
      }
    }
  }
  return done.reverse();
}

/** What the start leads to; everything where there is none. */
function reachedFrom(nodes: readonly PlanNode[], onward: Onward): ReadonlySet<string> {
  const starts = nodes.filter(({ start }) => start);
  return allFrom(
    (starts.length > 0 ? starts : nodes).map(({ id }) => id),
    onward,
  );
}

function allFrom(begin: readonly string[], onward: Onward): ReadonlySet<string> {
  const reached = new Set(begin);
  for (const id of reached) for (const { to } of onward.get(id) ?? []) reached.add(to);
  return reached;
}
