/** Which artifacts go along which edges. */
import type { StepData } from '../../../runtime/model/data.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { type NamedEdge, namedEdges } from './edges.js';

/** What each step does with the flow's artifacts, by its name. */
export type FlowData = Readonly<Record<string, StepData>>;

let last: { graph: Graph; data: FlowData; carried: ReadonlyMap<string, readonly string[]> } | null = null;

/**
 * The artifacts that go along each edge, by its id: what a step on the way there has set, and one on the way on reads before it is set anew. A step that
 * sets one on some ways through it is taken to set it on all.
 */
export function carriedBy(graph: Graph, data: FlowData): ReadonlyMap<string, readonly string[]> {
  if (last?.graph !== graph || last.data !== data) last = { graph, data, carried: carried(graph, data) };
  return last.carried;
}

function carried(graph: Graph, data: FlowData): ReadonlyMap<string, readonly string[]> {
  const edges = namedEdges(graph);
  const names = graph.steps.map(({ name }) => name);
  const after = grouped(edges, 'from', 'to');
  const before = grouped(edges, 'to', 'from');
  const all = new Map<string, string[]>(edges.map(({ id }) => [id, []]));
  const writers = gathered(data, names, 'writes');
  const readers = gathered(data, names, 'reads');
  for (const [artifact, set] of writers) {
    const read = readers.get(artifact);
    if (!read) continue;
    const known = spread(set, after);
    // Back from where it is read, as far as somebody sets it; who reads it first needs it all the same.
    const needed = spread(read, before, step => set.has(step) && !read.has(step));
    for (const { id, from, to } of edges) if (known.has(from) && needed.has(to)) all.get(id)?.push(artifact);
  }
  return all;
}

/** The steps and all that are come to from them; `isWall` says which are not come to. */
function spread(
  from: ReadonlySet<string>,
  ways: ReadonlyMap<string, readonly string[]>,
  isWall: (step: string) => boolean = () => false,
): ReadonlySet<string> {
  const reached = new Set(from);
  // A set that grows is gone through to its new end.
  for (const step of reached) for (const next of ways.get(step) ?? []) if (!isWall(next)) reached.add(next);
  return reached;
}

function grouped(
  edges: readonly NamedEdge[],
  by: 'from' | 'to',
  end: 'from' | 'to',
): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, string[]>();
  for (const edge of edges) {
    const list = ways.get(edge[by]);
    if (list) list.push(edge[end]);
    else ways.set(edge[by], [edge[end]]);
  }
  return ways;
}

/** The steps that do it, by artifact. */
function gathered(
  data: FlowData,
  steps: readonly string[],
  does: keyof StepData,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const step of steps) {
    if (!Object.hasOwn(data, step)) continue;
    for (const artifact of data[step]?.[does] ?? []) {
      const doing = found.get(artifact) ?? new Set<string>();
      found.set(artifact, doing.add(step));
    }
  }
  return found;
}

/** What a step does with an artifact; null for nothing. */
export function usesOf(data: FlowData, step: string, artifact: string): 'reads' | 'writes' | 'both' | null {
  const own = Object.hasOwn(data, step) ? data[step] : undefined;
  const reads = own?.reads.includes(artifact) ?? false;
  const writes = own?.writes.includes(artifact) ?? false;
  if (reads && writes) return 'both';
  return reads ? 'reads' : writes ? 'writes' : null;
}

/** In words: who sets an artifact, and who reads it. */
export function wayOf(artifact: string, data: FlowData): string {
  const doing = (does: keyof StepData) =>
    Object.entries(data).flatMap(([step, own]) => (own[does].includes(artifact) ? [step] : []));
  const [writes, reads] = [doing('writes'), doing('reads')];
  const set = writes.length > 0 ? `written by ${writes.join(', ')}` : 'written by no step';
  return `${artifact}: ${set}; ${reads.length > 0 ? `read by ${reads.join(', ')}` : 'read by no step'}.`;
}
