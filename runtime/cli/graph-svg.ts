import { inCodeOrder } from '../model/code-order.js';
import type { Edge, Graph, Step } from '../model/graph.js';
import { type GraphDiff, unionOf } from '../model/graph-diff.js';
import { layered } from '../model/layered/layered.js';
import type { Box, Route } from '../model/layered/plan.js';

const character = { name: 7.6, label: 6.7 };
const height = 36;
const labelHeight = 18;
/** What is drawn beside a box: cards behind a fan-out, the thickness of lines. */
const margin = 6;

/**
 * A graph as a picture of its own, laid out as in the editor. Colours follow a dark or light page.
 *
 * @param diff what has become another: it is marked, and what is gone is drawn with it
 */
export function svgText(of: Graph, diff: GraphDiff | null = null): string {
  const graph = inCodeOrder(diff === null ? of : unionOf(of, diff));
  const marks = marksOf(diff);
  const laidOut = layered({
    direction: 'DOWN',
    nodes: graph.steps.map(({ name, start }) => ({
      id: name,
      width: widthOf(name, character.name) + 32,
      height,
      start,
      minor: false,
    })),
    edges: graph.edges.map((edge, i) => ({
      id: String(i),
      from: edge.from,
      to: edge.to,
      loop: edge.loop,
      label:
        labelOf(edge) === ''
          ? null
          : { width: widthOf(labelOf(edge), character.label) + 16, height: labelHeight },
    })),
  });
  const routes = graph.edges.flatMap((edge, i) => {
    const route = laidOut.routes.get(String(i));
    return route ? [{ edge, route }] : [];
  });
  const edges = routes.map(({ edge, route }) => edgeSvg(route, edge, marks));
  const labels = routes.map(({ edge, route }) => labelSvg(route, edge, marks));
  const nodes = graph.steps.map(step => nodeSvg(laidOut.boxes.get(step.name), step, marks));
  const width = Math.ceil(laidOut.width) + 2 * margin;
  const tall = Math.ceil(laidOut.height) + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${width} ${tall}" width="${width}" height="${tall}" role="img">
<title>${entities(graph.flow)}</title>
<style>
  text { font: 12.5px ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; dominant-baseline: central; fill: #24292f; }
  rect { fill: #f6f8fa; stroke: #57606a; } path { fill: none; stroke: #57606a; } .loop { stroke-dasharray: 4 3; } .unreached { stroke-dasharray: 1 3; } .label text { font-size: 11px; fill: #57606a; } .label rect { stroke: #d0d7de; }
  .added rect, path.added { stroke: #1a7f37; stroke-width: 2; } .removed rect, path.removed { stroke: #cf222e; stroke-dasharray: 4 3; } .changed rect, path.changed { stroke: #9a6700; stroke-width: 2; } .removed text { text-decoration: line-through; }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } rect { fill: #21262d; stroke: #8b949e; } path { stroke: #8b949e; } .label text { fill: #8b949e; } .label rect { stroke: #30363d; } }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M1 1 7 4 1 7"/></marker></defs>
${[...edges, ...labels, ...nodes].join('\n')}
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

function nodeSvg(box: Box | undefined, step: Step, marks: Marks): string {
  if (box === undefined) return '';
  const { x, y, width } = box;
  const round = step.kind === 'start' || step.kind === 'terminal' ? height / 2 : 6;
  // A fan-out is drawn as the front one of several cards.
  const behind =
    step.kind === 'fanout'
      ? `<rect x="${x + 4}" y="${y - 4}" width="${width}" height="${height}" rx="${round}"/>`
      : '';
  const mark = marks.steps.get(step.name);
  return `<g${mark === undefined ? '' : ` class="${mark}"`}>${behind}<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/><text x="${x + width / 2}" y="${y + height / 2}">${entities(step.name)}</text></g>`;
}

function edgeSvg({ points }: Route, edge: Edge, marks: Marks): string {
  const classes = [edge.unreached ? 'unreached' : edge.loop ? 'loop' : '', marks.edges.get(edge) ?? '']
    .filter(each => each !== '')
    .join(' ');
  const [first, ...rest] = points.map(({ x, y }) => `${x} ${y}`);
  return `<path${classes === '' ? '' : ` class="${classes}"`} d="M${first} ${rest.map(point => `L${point}`).join(' ')}" marker-end="url(#head)"/>`;
}

/** On the line, which does not run through its words. */
function labelSvg({ label }: Route, edge: Edge, marks: Marks): string {
  if (label === null) return '';
  const { x, y, width, height: tall } = label;
  const mark = marks.edges.get(edge);
  return `<g class="label${mark === undefined ? '' : ` ${mark}`}"><rect x="${x}" y="${y}" width="${width}" height="${tall}" rx="${tall / 2}"/><text x="${x + width / 2}" y="${y + tall / 2}">${entities(labelOf(edge))}</text></g>`;
}

function labelOf({ kind, condition }: Edge): string {
  return [kind === 'fanout' ? 'for each' : '', condition ?? ''].filter(part => part !== '').join(': ');
}

function widthOf(text: string, letter: number): number {
  return Math.ceil([...text].length * letter);
}

function entities(text: string): string {
  return text.replace(/[&<>"]/g, c => `&#${c.codePointAt(0)};`);
}
