import { parseArgs } from 'node:util';
import type { Edge, Graph, Parameter, Step } from '../model/graph.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { oneFlow } from './one-flow.js';
import { columns, paint } from './paint.js';
import { problemLines } from './source.js';

export const show: Command = {
  usage: 'FILE[:Flow]',
  summary: 'the documentation of a flow: what it does, its parameters, its steps',
  help: 'Taken from the JSDoc of the class, its parameters and its steps. Nothing is run.',
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    refuseMore(positionals, 1, 'show');
    const { file, graph, problems } = await oneFlow(positionals[0], 'show');
    process.stdout.write(page(graph));
    if (problems.length > 0) process.stdout.write(`\n${problemLines(file, problems)}`);
    return exit.ok;
  },
};

function page(graph: Graph): string {
  const parts = [paint('bold', graph.flow) + (graph.doc ? `\n\n${graph.doc}` : '')];
  if (graph.parameters.length > 0) {
    parts.push(`${paint('bold', 'Parameters')}\n${indent(columns(graph.parameters.map(parameterRow)))}`);
  }
  const width = Math.max(...graph.steps.map(step => step.name.length));
  const steps = graph.steps.map(step => stepLines(graph, step, width)).join('\n');
  parts.push(`${paint('bold', 'Steps')}\n${indent(steps)}`);
  return `${parts.join('\n\n')}\n`;
}

function parameterRow(parameter: Parameter): string[] {
  const type = parameter.choices ? parameter.choices.join('|') : parameter.type;
  const fallback = parameter.required
    ? paint('yellow', 'required')
    : 'default' in parameter
      ? `= ${JSON.stringify(parameter.default)}`
      : 'optional';
  return [paint('cyan', `--${parameter.name}`), type, fallback, firstLine(parameter.doc)];
}

/** The step with its kind, and below it what it does and where it goes. */
function stepLines(graph: Graph, step: Step, width: number): string {
  const to = graph.edges.filter(edge => edge.from === step.name).map(arrow);
  const kind = [step.kind, step.join && step.kind !== 'join' ? 'join' : ''].filter(part => part !== '');
  const head = `${paint('cyan', step.name.padEnd(width))}  ${paint('gray', kind.join(', '))}`;
  const below = [firstLine(step.doc), to.length > 0 ? to.join('   ') : paint('gray', 'ends the flow')];
  const margin = ' '.repeat(width + 2);
  return [head, ...below.filter(line => line !== '').map(line => margin + line)].join('\n');
}

function arrow({ kind, to, condition }: Edge): string {
  const label = condition === null ? '' : paint('gray', ` (${condition})`);
  return `${kind === 'fanout' ? 'each → ' : '→ '}${to}${label}`;
}

function firstLine(doc: string): string {
  return doc.split('\n')[0] ?? '';
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
