/** A graph as the layout engine wants it. Pure, and equal for graphs that look the same. */
import type { ElkExtendedEdge, ElkLabel, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';
import { inCodeOrder } from '../../../runtime/model/code-order.js';
import { whenItEnds } from '../../../runtime/model/ends.js';
import type { Graph, Step } from '../../../runtime/model/graph.js';
import { type NamedEdge, namedEdges } from '../../state/edges.js';
import type { Direction } from './geometry.js';

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

export function layoutInput(graph: Graph, direction: Direction, measure: TextMeasure): ElkNode {
  const width = widthOfNodes(graph.steps, measure);
  const ordered = inCodeOrder(graph);
  const { steps } = ordered;
  const unknown = steps.filter(step => step.unknown);
  const ending = steps.filter(step => whenItEnds(step) !== null);
  const names = new Set(graph.steps.map(step => step.name));
  // An edge to a step that does not exist is a problem of the text; there is nothing to draw it to.
  const edges = namedEdges(ordered).filter(edge => names.has(edge.from) && names.has(edge.to));
  const looping = new Set(edges.filter(edge => edge.loop).flatMap(edge => [edge.from, edge.to]));
  return {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction,
      'elk.edgeRouting': 'ORTHOGONAL',
      // As early as can be: so the branches of a split begin side by side.
      'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
      // The order of what is given is that of the code (`inCodeOrder`), and stands above a crossing less.
      'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
      'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
      'elk.spacing.nodeNode': '36',
      'elk.spacing.edgeNode': '28',
      'elk.spacing.edgeEdge': '16',
      'elk.spacing.componentComponent': '56',
      'elk.layered.spacing.nodeNodeBetweenLayers': direction === 'DOWN' ? '40' : '56',
      'elk.layered.spacing.edgeNodeBetweenLayers': '18',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
      'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
      'elk.padding': '[top=0,left=0,bottom=0,right=0]',
    },
    children: [
      ...steps.map(step => stepNode(step.name, width, direction, looping.has(step.name))),
      ...unknown.map(step => stubNode(unknownId(step.name), unknownSize, direction)),
      ...ending.map(step => stubNode(endId(step.name), endSize, direction)),
    ],
    edges: [
      ...edges.map(edge => layoutEdge(edge, measure)),
      ...unknown.map(({ name }) => stub(unknownEdgeId(name), name, unknownId(name), [])),
      ...ending.map(step => {
        const width = widthOfWords(whenItEnds(step) ?? '', measure);
        return stub(endEdgeId(step.name), step.name, endId(step.name), labels(width));
      }),
    ],
  };
}

/** What an edge says on its line; empty when it says nothing. A fan-out's count is said beside it. */
export function edgeText(edge: NamedEdge): string {
  if (edge.unreached) return edge.condition === null ? 'not reached' : `${edge.condition} (not reached)`;
  return edge.condition ?? (edge.loop ? 'again' : '');
}

/** What is equal for graphs whose steps and edges are the same, however wide the words on them are: the layout of one is nearly that of the other. */
export function shapeOf({ children = [], edges = [], layoutOptions }: ElkNode): string {
  const nodes = children.map(({ id, ports = [] }) => [id, ports.length]);
  return JSON.stringify([
    layoutOptions?.['elk.direction'],
    nodes,
    edges.map(({ id, sources }) => [id, sources]),
  ]);
}

/** All nodes of a graph are equally wide, so that columns stand in line. */
function widthOfNodes(steps: readonly Step[], measure: TextMeasure): number {
  const widest = steps.reduce((most, step) => Math.max(most, measure.name(step.name)), 0);
  const wanted = Math.min(nodeWidth.most, Math.max(nodeWidth.least, widest + nodeWidth.aroundName));
  return Math.ceil(wanted / 4) * 4;
}

function stepNode(step: string, width: number, direction: Direction, loops: boolean): ElkNode {
  return {
    id: stepId(step),
    width,
    height: nodeHeight,
    ports: ports(stepId(step), width, nodeHeight, direction, loops),
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}

function stubNode(id: string, size: number, direction: Direction): ElkNode {
  return {
    id,
    width: size,
    height: size,
    ports: ports(id, size, size, direction, false),
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}

/**
 * Everything enters in the middle of one side and leaves in the middle of the opposite one, so that branches
 * share a trunk. What goes back leaves and enters at the flank: a loop is told from the way on by where it runs.
 */
function ports(node: string, width: number, height: number, direction: Direction, loops: boolean): ElkPort[] {
  const at = (name: string, side: string, x: number, y: number): ElkPort => ({
    id: `${node}:${name}`,
    x,
    y,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side },
  });
  const down = direction === 'DOWN';
  const [middleX, middleY] = [width / 2, height / 2];
  const flow = down
    ? [at('in', 'NORTH', middleX, 0), at('out', 'SOUTH', middleX, height)]
    : [at('in', 'WEST', 0, middleY), at('out', 'EAST', width, middleY)];
  if (!loops) return flow;
  return down
    ? [...flow, at('back', 'EAST', width, middleY + 12), at('again', 'EAST', width, middleY - 12)]
    : [...flow, at('back', 'SOUTH', middleX + 16, height), at('again', 'SOUTH', middleX - 16, height)];
}

function layoutEdge(edge: NamedEdge, measure: TextMeasure): ElkExtendedEdge {
  const words = widthOfWords(edgeText(edge), measure);
  const width = words + (edge.loop ? loopMark : 0) + (edge.kind === 'fanout' ? countMark : 0);
  return {
    id: edgeId(edge.id),
    sources: [`${stepId(edge.from)}:${edge.loop ? 'back' : 'out'}`],
    targets: [`${stepId(edge.to)}:${edge.loop ? 'again' : 'in'}`],
    labels: labels(width),
    // Loops give way when the engine decides which edges run against the flow.
    layoutOptions: { 'elk.layered.priority.direction': edge.loop ? '0' : '10' },
  };
}

function widthOfWords(text: string, measure: TextMeasure): number {
  return text === '' ? 0 : Math.min(longestText, measure.label(text)) + labelPadding;
}

/** On the line, not beside it. The engine passes over labels without a text, and wants to know no more of it than its size. */
function labels(width: number): ElkLabel[] {
  if (width === 0) return [];
  const room = Math.ceil(width / labelGrid) * labelGrid;
  const layoutOptions = { 'elk.edgeLabels.inline': 'true' };
  return [{ text: '×', width: room, height: labelHeight, layoutOptions }];
}

/** The line from a step to something that is none. */
function stub(id: string, step: string, to: string, labels: ElkLabel[]): ElkExtendedEdge {
  return { id, sources: [`${stepId(step)}:out`], targets: [`${to}:in`], labels };
}
