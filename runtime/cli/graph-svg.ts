import elk, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import { inCodeOrder } from '../model/code-order.js';
import type { Edge, Graph, Step } from '../model/graph.js';
import { type GraphDiff, unionOf } from '../model/graph-diff.js';

const character = 7.4;
const height = 36;

/**
 * A graph as a picture of its own, laid out as in the editor. Colours follow a dark or light page.
 *
 * @param diff what has become another: it is marked, and what is gone is drawn with it
 */
export async function svgText(of: Graph, diff: GraphDiff | null = null): Promise<string> {
  const graph = inCodeOrder(diff === null ? of : unionOf(of, diff));
  const marks = marksOf(diff);
  const laidOut = await new elk.default().layout<ElkNode>({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      // As early as can be: so the branches of a split begin side by side.
      'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
      'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
      'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
      'elk.layered.spacing.nodeNodeBetweenLayers': '48',
      'elk.spacing.nodeNode': '32',
      'elk.spacing.edgeLabel': '6',
    },
    children: graph.steps.map(step => ({ id: step.name, width: widthOf(step.name) + 32, height })),
    edges: graph.edges.map((edge, i) => ({
      id: String(i),
      sources: [edge.from],
      targets: [edge.to],
      // Loops give way when the engine decides which edges run against the flow.
      layoutOptions: { 'elk.layered.priority.direction': edge.loop ? '0' : '10' },
      labels:
        labelOf(edge) === '' ? [] : [{ text: labelOf(edge), width: widthOf(labelOf(edge)), height: 16 }],
    })),
  });
  const edges = (laidOut.edges ?? []).map((edge, i) => edgeSvg(edge, graph.edges[i], marks));
  const nodes = (laidOut.children ?? []).map(node =>
    nodeSvg(
      node,
      graph.steps.find(s => s.name === node.id),
      marks,
    ),
  );
  const width = Math.ceil(laidOut.width ?? 0);
  const tall = Math.ceil(laidOut.height ?? 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" width="${width}" height="${tall}" role="img">
<title>${entities(graph.flow)}</title>
<style>
  text { font: 12.5px ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; dominant-baseline: central; fill: #24292f; }
  rect { fill: #f6f8fa; stroke: #57606a; } path { fill: none; stroke: #57606a; } .loop { stroke-dasharray: 4 3; } .unreached { stroke-dasharray: 1 3; } .label { font-size: 11px; fill: #57606a; }
  .added rect, path.added { stroke: #1a7f37; stroke-width: 2; } .removed rect, path.removed { stroke: #cf222e; stroke-dasharray: 4 3; } .changed rect, path.changed { stroke: #9a6700; stroke-width: 2; } .removed text { text-decoration: line-through; }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } rect { fill: #21262d; stroke: #8b949e; } path { stroke: #8b949e; } .label { fill: #8b949e; } }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M1 1 7 4 1 7"/></marker></defs>
${[...edges, ...nodes].join('\n')}
</svg>
`;
}

type Mark = 'added' | 'removed' | 'changed';

interface Marks {
  readonly steps: ReadonlyMap<string, Mark>;
  readonly edges: ReadonlyMap<Edge, Mark>;
}

function marksOf(diff: GraphDiff | null): Marks {
  return {
    steps: new Map(diff?.steps.map(({ step, kind }) => [step.name, kind])),
    edges: new Map(diff?.edges.map(({ edge, kind }) => [edge, kind])),
  };
}

function nodeSvg({ x = 0, y = 0, width = 0 }: ElkNode, step: Step | undefined, marks: Marks): string {
  if (step === undefined) return '';
  const round = step.kind === 'start' || step.kind === 'terminal' ? height / 2 : 6;
  // A fan-out is drawn as the front one of several cards.
  const behind =
    step.kind === 'fanout'
      ? `<rect x="${x + 4}" y="${y - 4}" width="${width}" height="${height}" rx="${round}"/>`
      : '';
  const mark = marks.steps.get(step.name);
  return `<g${mark === undefined ? '' : ` class="${mark}"`}>${behind}<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/><text x="${x + width / 2}" y="${y + height / 2}">${entities(step.name)}</text></g>`;
}

function edgeSvg(
  { sections = [], labels = [] }: ElkExtendedEdge,
  edge: Edge | undefined,
  marks: Marks,
): string {
  const classes = [
    edge?.unreached ? 'unreached' : edge?.loop ? 'loop' : '',
    (edge && marks.edges.get(edge)) ?? '',
  ]
    .filter(each => each !== '')
    .join(' ');
  const paths = sections.map(({ startPoint, bendPoints = [], endPoint }) => {
    const [first, ...rest] = [startPoint, ...bendPoints, endPoint].map(({ x, y }) => `${x} ${y}`);
    return `<path${classes === '' ? '' : ` class="${classes}"`} d="M${first} ${rest.map(point => `L${point}`).join(' ')}" marker-end="url(#head)"/>`;
  });
  const texts = labels.map(
    ({ x = 0, y = 0, width = 0, height: tall = 0, text = '' }) =>
      `<text class="label" x="${x + width / 2}" y="${y + tall / 2}">${entities(text)}</text>`,
  );
  return [...paths, ...texts].join('');
}

function labelOf({ kind, condition }: Edge): string {
  return [kind === 'fanout' ? 'for each' : '', condition ?? ''].filter(part => part !== '').join(': ');
}

function widthOf(text: string): number {
  return Math.ceil([...text].length * character);
}

function entities(text: string): string {
  return text.replace(/[&<>"]/g, c => `&#${c.codePointAt(0)};`);
}
