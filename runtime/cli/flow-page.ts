import { endWords } from '../model/ends.js';
import type { Edge, Graph, Parameter, Step, StepOptions } from '../model/graph.js';
import { runOptionNames } from '../model/run-options.js';
import { visible } from '../model/visible-text.js';
import { columns, paint } from './paint.js';
import { pageWidth, widthOf, wrapped } from './terminal.js';

/** The documentation of a flow as its source gives it. */
export function flowPage(graph: Graph, width = pageWidth()): string {
  const parts = [paint('bold', graph.flow), ...paragraphs(graph.doc, width)];
  if (graph.parameters.length > 0) parts.push(parametersSection('Parameters', graph, width));
  const margin = Math.max(...graph.steps.map(step => widthOf(step.name))) + 4;
  const edges = Map.groupBy(graph.edges, edge => edge.from);
  const steps = graph.steps
    .map(step => stepLines(step, edges.get(step.name) ?? [], margin, width))
    .join('\n');
  parts.push(`${paint('bold', 'Steps')}\n${steps}`);
  return `${parts.join('\n\n')}\n`;
}

/** A flow's parameters, as options of a command line. */
export function parametersSection(title: string, graph: Graph, width = pageWidth()): string {
  const rows = columns(graph.parameters.map(parameterRow)).split('\n');
  const margin = Math.max(...rows.map(widthOf)) + 4;
  const lines = graph.parameters.map(({ doc }, i) => {
    const row = `  ${rows[i]}`;
    if (doc === '') return row;
    const [first = '', ...rest] = wrapped(firstParagraph(doc), Math.max(24, width - margin)).map(line =>
      visible(line),
    );
    const gap = ' '.repeat(margin - widthOf(row));
    return [row + gap + first, ...rest.map(line => ' '.repeat(margin) + line)].join('\n');
  });
  const taken = graph.parameters.filter(({ name }) => runOptionNames.has(name));
  const note = `Options of stepwell run are called like some of these: those with -- before them stand behind a lone --, as in stepwell run FILE -- --${taken[0]?.name} VALUE.`;
  const notes = taken.length === 0 ? [] : wrapped(note, width - 2).map(line => paint('gray', `  ${line}`));
  return [paint('bold', title), ...lines, ...notes].join('\n');
}

function parameterRow(parameter: Parameter): string[] {
  const fallback = parameter.required
    ? paint('yellow', 'required')
    : 'default' in parameter
      ? `= ${visible(JSON.stringify(parameter.default))}`
      : 'optional';
  const dashes = runOptionNames.has(parameter.name) ? '-- ' : '';
  return [paint('cyan', `${dashes}--${parameter.name}`), typeText(parameter), fallback];
}

function typeText({ type, choices, min, max, secret }: Parameter): string {
  if (secret) return `secret ${type}`;
  if (choices !== undefined) return visible(choices.join('|'));
  if (min !== undefined && max !== undefined) return `${type} ${min} to ${max}`;
  if (min !== undefined) return `${type} from ${min}`;
  return max === undefined ? type : `${type} up to ${max}`;
}

/** The step with its kind, and below it what it does and where it goes. */
function stepLines(step: Step, edges: readonly Edge[], margin: number, width: number): string {
  const kind = [step.kind, step.join && step.kind !== 'join' ? 'join' : '', ...optionWords(step.options)];
  const head = `  ${paint('cyan', step.name)}${' '.repeat(margin - 2 - widthOf(step.name))}${paint('gray', visible(kind.filter(part => part !== '').join(', ')))}`;
  const ends = endWords(step);
  const to = [...edges.map(arrow), ...(ends === null ? [] : [paint('gray', visible(ends))])];
  const doc =
    step.doc === '' ? [] : wrapped(firstParagraph(step.doc), width - margin).map(line => visible(line));
  const below = [...doc, to.length > 0 ? to.join('   ') : paint('gray', 'ends the flow')];
  return [head, ...below.map(line => ' '.repeat(margin) + line)].join('\n');
}

function optionWords({ retry, timeout, catch: caught, memory, isolate }: StepOptions): string[] {
  const times = typeof retry === 'object' ? retry.times : retry;
  return [
    times ? `${times} ${times === 1 ? 'retry' : 'retries'}` : '',
    timeout === undefined ? '' : `at most ${typeof timeout === 'number' ? `${timeout} ms` : timeout}`,
    caught === undefined ? '' : `errors go to ${caught}`,
    memory === undefined ? '' : `memory ${memory}`,
    isolate ? 'isolated' : '',
  ];
}

function arrow({ kind, to, condition, unreached }: Edge): string {
  const words = [condition === null ? '' : visible(condition), unreached ? 'not reached' : ''].filter(
    part => part !== '',
  );
  const label = words.length === 0 ? '' : paint('gray', ` (${words.join(', ')})`);
  return `${kind === 'fanout' ? 'each → ' : '→ '}${to}${label}`;
}

function paragraphs(doc: string, width: number): string[] {
  if (doc === '') return [];
  return doc.split(/\n\s*\n/).map(each =>
    wrapped(each, width)
      .map(line => visible(line))
      .join('\n'),
  );
}

function firstParagraph(doc: string): string {
  return doc.split(/\n\s*\n/)[0] ?? '';
}
