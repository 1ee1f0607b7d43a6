/** A graph as something to be laid out. Pure, and equal for graphs that look the same. */
import { inCodeOrder } from '../../../../runtime/model/code-order.js';
import { whenItEnds } from '../../../../runtime/model/ends.js';
import type { Graph, Step } from '../../../../runtime/model/graph.js';
import type { Direction, Plan, PlanEdge, PlanNode, Size } from '../../../../runtime/model/layered/plan.js';
import { type NamedEdge, namedEdges } from '../../state/edges.js';

/** Gives the width of a text on the screen. */
export interface TextMeasure {
  name(text: string): number;
  label(text: string): number;
}

export const nodeHeight = 60;
export const labelHeight = 20;
export const unknownSize = 28;
export const endSize = 20;
const nodeWidth = { least: 240, most: 296, aroundName: 96 };
const longestText = 168;
const labelPadding = 20;
/** Labels are so much apart in width, so that a letter more seldom needs another layout. */
const labelGrid = 16;
const loopMark = 18;
/** Room for `× 100,000`: the count is known only when the flow runs, and a run must not move the picture. */
const countMark = 68;

export const stepId = (step: string) => `step:${step}`;
export const unknownId = (step: string) => `unknown:${step}`;
export const endId = (step: string) => `end:${step}`;
export const edgeId = (edge: string) => `edge:${edge}`;
export const unknownEdgeId = (step: string) => `stub:${step}`;
export const endEdgeId = (step: string) => `ending:${step}`;

export function planOf(graph: Graph, direction: Direction, measure: TextMeasure, wraps = false): Plan {
  const size = { width: widthOfNodes(graph.steps, measure), height: nodeHeight };
  const ordered = inCodeOrder(graph);
  const { steps } = ordered;
  const unknown = steps.filter(step => step.unknown);
  const ending = steps.filter(step => whenItEnds(step) !== null);
  return {
    direction,
    wraps,
    nodes: [
      ...steps.map(({ name, start }) => ({ id: stepId(name), ...size, start, minor: false })),
      ...unknown.map(({ name }) => mark(unknownId(name), unknownSize)),
      ...ending.map(({ name }) => mark(endId(name), endSize)),
    ],
    edges: [
      ...namedEdges(ordered).map(edge => planEdge(edge, measure)),
      ...unknown.map(({ name }) => stub(unknownEdgeId(name), name, unknownId(name), null)),
      ...ending.map(step => {
        const width = widthOfWords(whenItEnds(step) ?? '', measure);
        return stub(endEdgeId(step.name), step.name, endId(step.name), label(width));
      }),
    ],
  };
}

/** What an edge says on its line; empty when it says nothing. A fan-out's count is said beside it. */
export function edgeText(edge: NamedEdge): string {
  if (edge.unreached) return edge.condition === null ? 'not reached' : `${edge.condition} (not reached)`;
  return edge.condition ?? (edge.loop ? 'again' : '');
}

/** All nodes of a graph are equally wide, so that columns stand in line. */
function widthOfNodes(steps: readonly Step[], measure: TextMeasure): number {
  const widest = steps.reduce((most, step) => Math.max(most, measure.name(step.name)), 0);
  const wanted = Math.min(nodeWidth.most, Math.max(nodeWidth.least, widest + nodeWidth.aroundName));
  return Math.ceil(wanted / 4) * 4;
}

function mark(id: string, size: number): PlanNode {
  return { id, width: size, height: size, start: false, minor: true };
}

function planEdge(edge: NamedEdge, measure: TextMeasure): PlanEdge {
  const words = widthOfWords(edgeText(edge), measure);
  const width = words + (edge.loop ? loopMark : 0) + (edge.kind === 'fanout' ? countMark : 0);
  return {
    id: edgeId(edge.id),
    from: stepId(edge.from),
    to: stepId(edge.to),
    loop: edge.loop,
    label: label(width),
  };
}

function widthOfWords(text: string, measure: TextMeasure): number {
  return text === '' ? 0 : Math.min(longestText, measure.label(text)) + labelPadding;
}

function label(width: number): Size | null {
  return width === 0 ? null : { width: Math.ceil(width / labelGrid) * labelGrid, height: labelHeight };
}

/** The line from a step to something that is none. */
function stub(id: string, step: string, to: string, words: Size | null): PlanEdge {
  return { id, from: stepId(step), to, loop: false, label: words };
}
