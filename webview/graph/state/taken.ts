/** Which edges a run has gone along. */
import type { Graph } from '../../../runtime/model/graph.js';
import type { RunOverlay } from '../../../runtime/model/overlay.js';
import { namedEdges } from './edges.js';

/**
 * The edges that a task went along and whose target was reached: an item that is done has gone towards the join, which
 * waits for the others. Where several conditions of one step lead to the same target, which of them held is not
 * recorded, and each counts.
 */
export function takenEdges(graph: Graph, run: RunOverlay | null): ReadonlySet<string> {
  const taken = namedEdges(graph).filter(({ from, to }) => {
    const went = run?.steps[from]?.next[to] ?? 0;
    return went > 0 && (run?.steps[to]?.total ?? 0) > 0;
  });
  return new Set(taken.map(edge => edge.id));
}
