/** A graph in which some parts are folded, each into one node. */
import type { Graph, Step } from '../../../runtime/model/graph.js';
import { type NamedEdge, namedEdges } from './edges.js';
import { type Region, type RegionName, regionName, regionsOf } from './regions.js';

export interface Shown {
  /** What is drawn. A node that stands for several steps has the name of the one that one comes to first. */
  readonly graph: Graph;
  /** What is folded, by the name of its node. */
  readonly folds: ReadonlyMap<string, Region>;
  /** The edges of the flow that a drawn one stands for, by its id, where it leads to or from what is folded. */
  readonly ways: ReadonlyMap<string, readonly NamedEdge[]>;
  /** The name of the node in which a step is drawn. */
  nodeOf(step: string): string;
}

const none: Pick<Shown, 'folds' | 'ways'> = { folds: new Map(), ways: new Map() };
const last = new WeakMap<Graph, { names: readonly RegionName[]; shown: Shown }>();

/** The same object as long as graph and names are the same ones. */
export function folded(graph: Graph, names: readonly RegionName[]): Shown {
  const before = last.get(graph);
  if (before?.names === names) return before.shown;
  const shown = made(graph, names);
  last.set(graph, { names, shown });
  return shown;
}

function made(graph: Graph, names: readonly RegionName[]): Shown {
  const folds = drawnOf(graph, names);
  if (folds.length === 0) return { graph, ...none, nodeOf: step => step };
  const nodes = new Map(folds.flatMap(({ head, steps }) => steps.map(step => [step, head] as const)));
  const nodeOf = (step: string) => nodes.get(step) ?? step;
  const byNode = new Map(folds.map(region => [region.head, region]));
  const all = new Map(graph.steps.map(step => [step.name, step]));
  const steps = graph.steps.flatMap(step => {
    if (nodeOf(step.name) !== step.name) return [];
    const region = byNode.get(step.name);
    return region ? [stepFor(region, all)] : [step];
  });
  const { edges, ways } = edgesBetween(graph, nodes, nodeOf);
  return { graph: { ...graph, steps, edges }, folds: byNode, ways, nodeOf };
}

/** Those that are seen: not within another, and not across one. The larger ones are. */
function drawnOf(graph: Graph, names: readonly RegionName[]): readonly Region[] {
  if (names.length === 0) return [];
  const wanted = new Set(names);
  const regions = regionsOf(graph)
    .filter(region => wanted.has(regionName(region)))
    .toSorted((one, other) => other.steps.length - one.steps.length);
  const taken = new Set<string>();
  return regions.filter(({ steps }) => {
    if (steps.some(step => taken.has(step))) return false;
    for (const step of steps) taken.add(step);
    return true;
  });
}

function stepFor({ head, steps }: Region, all: ReadonlyMap<string, Step>): Step {
  const inside = steps.flatMap(step => all.get(step) ?? []);
  return {
    name: head,
    kind: 'linear',
    start: inside.some(({ start }) => start),
    join: false,
    unknown: inside.some(({ unknown }) => unknown),
    doc: '',
    options: {},
  };
}

/** All edges but those inside one node. Those between the same two nodes that say the same are one. */
function edgesBetween(
  graph: Graph,
  nodes: ReadonlyMap<string, string>,
  nodeOf: (step: string) => string,
): { readonly edges: readonly NamedEdge[]; readonly ways: Shown['ways'] } {
  const edges: NamedEdge[] = [];
  const ways = new Map<string, NamedEdge[]>();
  const alike = new Map<string, { readonly drawn: NamedEdge; readonly all: NamedEdge[] }>();
  for (const edge of namedEdges(graph)) {
    if (!nodes.has(edge.from) && !nodes.has(edge.to)) {
      edges.push(edge);
      continue;
    }
    const drawn = { ...edge, from: nodeOf(edge.from), to: nodeOf(edge.to) };
    if (drawn.from === drawn.to) continue;
    const key = JSON.stringify([drawn.from, drawn.to, edge.kind, edge.condition, edge.loop, edge.unreached]);
    const same = alike.get(key);
    if (same) {
      same.all.push(edge);
      continue;
    }
    const all = [edge];
    alike.set(key, { drawn, all });
    ways.set(drawn.id, all);
    edges.push(drawn);
  }
  return { edges, ways };
}
