import type { Edge, Graph } from '../../../runtime/model/graph.js';

/** An edge with a name of its own: several conditions may lead from one step to the same other one. */
export interface NamedEdge extends Edge {
  readonly id: string;
}

const named = new WeakMap<Graph, readonly NamedEdge[]>();

/** Edges that have a name keep it: those of a graph in which something is folded are called as they are in the flow. */
export function namedEdges(graph: Graph): readonly NamedEdge[] {
  let edges = named.get(graph);
  if (!edges) {
    const seen = new Map<string, number>();
    edges = graph.edges.map((edge: Edge | NamedEdge) => {
      if ('id' in edge) return edge;
      const pair = `${edge.from}→${edge.to}`;
      const nth = seen.get(pair) ?? 0;
      seen.set(pair, nth + 1);
      return { ...edge, id: nth === 0 ? pair : `${pair}#${nth}` };
    });
    named.set(graph, edges);
  }
  return edges;
}

export function edgeById(graph: Graph, id: string): NamedEdge | undefined {
  return namedEdges(graph).find(edge => edge.id === id);
}

/** How an edge is called in menus and by a screen reader. */
export function edgeTitle(edge: Edge): string {
  const ways = { next: 'to', split: 'in parallel to', fanout: 'for each item to', join: 'joining at' };
  const condition = edge.condition === null ? '' : `, when ${edge.condition}`;
  const unreached = edge.unreached ? ': not reached, for it stands behind a throw or return' : '';
  return `${edge.from} ${edge.loop ? 'back to' : ways[edge.kind]} ${edge.to}${condition}${unreached}`;
}
