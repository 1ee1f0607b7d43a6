import type { Graph } from './graph.js';

/**
 * A graph with its steps and edges in the order in which one comes to them who takes each transition as it stands in the code, and goes on along it as far as it leads: where the
 * flow starts first, what nothing leads to last. Branches and arms that are laid out in this order stand in that of the code, wherever in the class their steps do.
 */
export function inCodeOrder(graph: Graph): Graph {
  const order = codeOrder(graph);
  const placeOf = (step: string) => order.get(step) ?? order.size;
  return {
    ...graph,
    steps: graph.steps.toSorted((a, b) => placeOf(a.name) - placeOf(b.name)),
    edges: graph.edges.toSorted((a, b) => placeOf(a.from) - placeOf(b.from)),
  };
}

/** The place of each step, by its name. */
function codeOrder({ steps, edges }: Graph): ReadonlyMap<string, number> {
  const targets = new Map<string, string[]>(steps.map(({ name }) => [name, []]));
  for (const { from, to, loop } of edges) if (!loop) targets.get(from)?.push(to);
  const order = new Map<string, number>();
  const starts = steps.filter(({ start }) => start);
  const others = steps.filter(({ start }) => !start);
  // The last is the next one to be gone to.
  const ahead = [...starts, ...others].map(({ name }) => name).reverse();
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const next = targets.get(name);
    if (next === undefined || order.has(name)) continue;
    order.set(name, order.size);
    ahead.push(...next.toReversed());
  }
  return order;
}
