import { isDeepStrictEqual } from 'node:util';
import type { Edge, Graph, Step } from '../../runtime/model/graph.js';
import type { GraphDiff } from '../../runtime/model/graph-diff.js';
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
    steps: graph.steps.map(readableOf),
    edges: graph.edges.map(readableEdge),
  };
}

/** A graph of a document that can be changed: what is shown, and what there is where that says more. */
export function shownAndWritten(written: Graph): { readonly graph: Graph; readonly written: Graph | null } {
  const graph = readableGraph(written);
  return { graph, written: isDeepStrictEqual(graph, written) ? null : written };
}

function readableOf(step: Step): Step {
  const { ends } = step;
  return { ...step, doc: prose(step.doc), ...(ends ? { ends: ends.map(readableCondition) } : {}) };
}

function readableEdge(edge: Edge): Edge {
  return { ...edge, condition: readableCondition(edge.condition) };
}

function readableCondition(condition: string | null): string | null {
  return condition === null ? null : oneLine(condition, 1_000);
}

/** What is told of a step's options in words is a line each. */
export function readableDiff({ flow, steps, edges, parameters }: GraphDiff): GraphDiff {
  const lines = (words: readonly string[]) => words.map(each => oneLine(each, 1_000));
  return {
    flow,
    steps: steps
      .filter(({ step }) => isPlain(step.name))
      .map(change =>
        change.kind === 'changed'
          ? { ...change, step: readableOf(change.step), structure: lines(change.structure) }
          : { ...change, step: readableOf(change.step) },
      ),
    edges: edges
      .filter(({ edge }) => isPlain(edge.from) && isPlain(edge.to))
      .map(change =>
        change.kind === 'changed'
          ? { ...change, edge: readableEdge(change.edge), was: readableEdge(change.was) }
          : { ...change, edge: readableEdge(change.edge) },
      ),
    parameters: parameters
      .filter(({ name }) => isPlain(name))
      .map(change =>
        change.kind === 'changed' ? { ...change, structure: lines(change.structure) } : change,
      ),
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
  return [...names, ...edges.flatMap(({ from, to }) => [from, to])].every(isPlain);
}

function isPlain(name: string): boolean {
  return name !== '' && oneLine(name, 1_000) === name;
}
