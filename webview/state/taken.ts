/** Which edges a run has gone along, as far as the tasks' counts can tell. */
import type { Graph } from '../../runtime/model/graph.js';
import type { RunOverlay, StepOverlay } from '../../runtime/model/overlay.js';
import { type NamedEdge, namedEdges } from './edges.js';

/**
 * An edge with no condition was taken when its source has finished a task and its target has one. Of an edge
 * under a condition that is not enough: the target may have been reached another way. So it counts as taken
 * only when the edges that were surely taken do not account for all of the target's tasks.
 */
export function takenEdges(graph: Graph, run: RunOverlay | null): ReadonlySet<string> {
  if (!run) return new Set();
  const joins = new Set(graph.steps.filter(step => step.join).map(step => step.name));
  const edges = namedEdges(graph);
  const possible = edges.filter(edge => ended(run.steps[edge.from]) > 0 && total(run.steps[edge.to]) > 0);
  const sure = possible.filter(edge => edge.condition === null);
  const arrivals = Map.groupBy(sure, edge => edge.to);

  const taken = new Set(sure.map(edge => edge.id));
  for (const edge of possible) {
    if (edge.condition !== null && isLikely(edge)) taken.add(edge.id);
  }
  return taken;

  function isLikely(edge: NamedEdge): boolean {
    if (joins.has(edge.to)) return ended(run?.steps[edge.from]) > wentElsewhere(edge);
    const accounted = (arrivals.get(edge.to) ?? []).reduce(
      (sum, { from }) => sum + ended(run?.steps[from]),
      0,
    );
    return total(run?.steps[edge.to]) > accounted;
  }

  function wentElsewhere(edge: NamedEdge): number {
    return edges
      .filter(other => other.from === edge.from && other.to !== edge.to && !joins.has(other.to))
      .reduce((sum, other) => sum + total(run?.steps[other.to]), 0);
  }
}

function ended(step: StepOverlay | undefined): number {
  return (step?.counts.done ?? 0) + (step?.counts.caught ?? 0);
}

function total(step: StepOverlay | undefined): number {
  return step?.total ?? 0;
}
