import type { Graph } from '../../../runtime/model/graph.js';
import { type Finding, finding } from './finding.js';
import { edgeSpan, quoted, type Shape, stepSpan } from './shape.js';

/** Loops that nothing leads out of. */
export function loopFindings(shape: Shape): Finding[] {
  const { flow, graph, steps, scopes } = shape;
  const groups = circles(graph);
  const groupOf = new Map(groups.flatMap(group => group.map(name => [name, group] as const)));
  const ends = new Set(steps.filter(({ mayEnd, unknown }) => mayEnd || unknown).map(({ name }) => name));
  const left = new Set(
    graph.edges
      .filter(({ from, to }) => groupOf.get(from) !== groupOf.get(to))
      .map(({ from }) => groupOf.get(from)),
  );
  const backs = graph.edges.filter(edge => edge.loop && groupOf.get(edge.from) === groupOf.get(edge.to));
  const seen = new Set<readonly string[]>();
  return backs.flatMap(edge => {
    const group = groupOf.get(edge.from)!;
    const isOpen = left.has(group) || group.some(name => ends.has(name));
    if (isOpen || seen.has(group) || scopes.openingOf(edge.from) === undefined) return [];
    seen.add(group);
    const names = inOrder(graph, group);
    const message = `Nothing leads out of the loop through ${quoted(names)}: add a condition that goes on elsewhere.`;
    const related = names.map(name => ({
      message: `'${name}' is in the loop.`,
      span: stepSpan(shape, name),
    }));
    return [finding(flow, 'loop-without-exit', edge.from, edgeSpan(shape, edge), message, related)];
  });
}

function inOrder(graph: Graph, group: readonly string[]): string[] {
  const names = new Set(group);
  return graph.steps.filter(({ name }) => names.has(name)).map(({ name }) => name);
}

interface Visit {
  readonly name: string;
  readonly number: number;
  /** The earliest step on the path that can be reached from here. */
  low: number;
  next: number;
  open: boolean;
}

/**
 * The steps in groups: two are in one group when each can be reached from the other. Tarjan's algorithm with a stack of
 * its own, linear in steps and edges.
 */
function circles(graph: Graph): string[][] {
  const out = new Map<string, string[]>(graph.steps.map(({ name }) => [name, []]));
  for (const { from, to } of graph.edges) out.get(from)?.push(to);
  const visits = new Map<string, Visit>();
  const groups: string[][] = [];
  const open: Visit[] = [];
  for (const root of out.keys()) {
    if (visits.has(root)) continue;
    const path: Visit[] = [];
    const enter = (name: string): void => {
      const visit = { name, number: visits.size, low: visits.size, next: 0, open: true };
      visits.set(name, visit);
      path.push(visit);
      open.push(visit);
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const to = out.get(top.name)?.[top.next++];
      if (to !== undefined) {
        const seen = visits.get(to);
        if (!seen) enter(to);
        else if (seen.open) top.low = Math.min(top.low, seen.number);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) above.low = Math.min(above.low, top.low);
      if (top.low === top.number) groups.push(closeGroup(open, top));
    }
  }
  return groups;
}

function closeGroup(open: Visit[], first: Visit): string[] {
  const group: string[] = [];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    visit.open = false;
    group.push(visit.name);
    if (visit === first) break;
  }
  return group;
}
