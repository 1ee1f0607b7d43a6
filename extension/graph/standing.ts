import { isDeepStrictEqual } from 'node:util';
import type { Graph } from '../../runtime/model/graph.js';
import type { Run } from '../../runtime/model/run.js';
import type { RunStanding } from '../../webview/graph/protocol.js';

/** Whether a flow has the graph that was recorded with a run. Older ones don't say where a flow ends early. */
export function isSameGraph(now: Graph, recorded: Graph): boolean {
  const says = recorded.steps.some(({ ends }) => ends !== undefined);
  return isDeepStrictEqual(says ? now : withoutEnds(now), recorded);
}

function withoutEnds(graph: Graph): Graph {
  return { ...graph, steps: graph.steps.map(({ ends: _, ...step }) => step) };
}

/**
 * How a run stands to the graph it is drawn over. The run speaks only of the flow it ran: of a step that was added or renamed since it
 * can't say that it was not reached.
 *
 * @param shown the graph it is drawn over
 * @param recorded the one its flow had; null when that is no longer stored
 * @param codeChanged its sources are others by now
 */
export function standingOf(
  { mode, steps }: Pick<Run, 'mode' | 'steps'>,
  shown: Graph,
  recorded: Graph | null,
  codeChanged: boolean,
): Omit<RunStanding, 'asked'> {
  const inGraph = new Set(shown.steps.map(({ name }) => name));
  const gone = [...steps.keys()].filter(step => !inGraph.has(step));
  if (recorded === null) return { absent: null, gone, changed: codeChanged ? 'code' : 'nothing' };
  // A run of a single step has no other.
  const own = mode === 'step' ? new Set(steps.keys()) : new Set(recorded.steps.map(({ name }) => name));
  return {
    absent: [...inGraph].filter(step => !own.has(step)),
    gone,
    changed: !isSameGraph(shown, recorded) ? 'graph' : codeChanged ? 'code' : 'nothing',
  };
}
