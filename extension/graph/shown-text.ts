import type { Graph, Step } from '../../runtime/model/graph.js';
import type { RunOverlay, StepOverlay } from '../../runtime/model/overlay.js';
import { oneLine, severalLines } from '../../runtime/model/plain-text.js';
import type { SnapshotProblem } from '../../server/protocol.js';

/**
 * What the view is told, with text fit to be read: comments, conditions and messages come from anybody's source or run, of any
 * length. Names stay what they are, for the view speaks of things by them.
 */
export function readableGraph(graph: Graph): Graph {
  return {
    ...graph,
    doc: prose(graph.doc),
    parameters: graph.parameters.map(parameter => ({ ...parameter, doc: prose(parameter.doc) })),
    steps: graph.steps.map((step): Step => ({ ...step, doc: prose(step.doc) })),
    edges: graph.edges.map(edge => ({
      ...edge,
      condition: edge.condition === null ? null : oneLine(edge.condition, 1_000),
    })),
  };
}

export function readableRun(run: RunOverlay): RunOverlay {
  return {
    ...run,
    steps: Object.fromEntries(Object.entries(run.steps).map(([name, step]) => [name, readableStep(step)])),
    error: run.error && { ...run.error, message: prose(run.error.message) },
  };
}

export function readableProblem(problem: SnapshotProblem): SnapshotProblem {
  return { ...problem, message: prose(problem.message) };
}

function readableStep(step: StepOverlay): StepOverlay {
  return { ...step, failure: step.failure && { ...step.failure, message: prose(step.failure.message) } };
}

function prose(text: string): string {
  return severalLines(text, 4_000);
}

/** A graph that was stored may be a stranger's: whether its names are such as a source can have, and can be told apart on sight. */
export function hasPlainNames({ flow, steps, parameters, edges }: Graph): boolean {
  const names = [flow, ...steps.map(({ name }) => name), ...parameters.map(({ name }) => name)];
  return [...names, ...edges.flatMap(({ from, to }) => [from, to])].every(
    name => name !== '' && oneLine(name, 1_000) === name,
  );
}
