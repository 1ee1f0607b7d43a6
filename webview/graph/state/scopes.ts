import type { Graph } from '../../../runtime/model/graph.js';

/**
 * How many fan-outs are open at each step. A step at depth one or more runs once for every item and is drawn
 * as a stack of cards.
 */
export function fanOutDepths(graph: Graph): ReadonlyMap<string, number> {
  const joins = new Set(graph.steps.filter(step => step.join).map(step => step.name));
  const outgoing = Map.groupBy(graph.edges, edge => edge.from);
  const depths = new Map<string, number>();
  const queue: { step: string; open: readonly ('split' | 'fanout')[] }[] = graph.steps
    .filter(step => step.start)
    .map(step => ({ step: step.name, open: [] }));

  for (let next = queue.shift(); next; next = queue.shift()) {
    const { step, open } = next;
    if (depths.has(step)) continue;
    const inside = joins.has(step) ? open.slice(0, -1) : open;
    depths.set(step, inside.filter(scope => scope === 'fanout').length);
    for (const edge of outgoing.get(step) ?? []) {
      const opens = edge.kind === 'fanout' || edge.kind === 'split';
      queue.push({ step: edge.to, open: opens ? [...inside, edge.kind as 'split' | 'fanout'] : inside });
    }
  }
  return depths;
}
