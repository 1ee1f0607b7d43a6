import type { Edge, Graph, Step } from '../model/graph.js';

/** A graph in Graphviz's language (https://graphviz.org/doc/info/lang.html). */
export function dotText(graph: Graph): string {
  const steps = graph.steps.map(step => `  ${quoted(step.name)} [shape=${shape(step)}];`);
  const edges = graph.edges.map(edge => `  ${quoted(edge.from)} -> ${quoted(edge.to)}${attributes(edge)};`);
  return `digraph ${quoted(graph.flow)} {\n  node [fontname="Helvetica"];\n${[...steps, ...edges].join('\n')}\n}\n`;
}

function shape({ kind }: Step): string {
  switch (kind) {
    case 'start':
    case 'terminal':
      return 'oval';
    case 'condition':
      return 'diamond';
    case 'fanout':
      return 'box3d';
    case 'join':
      return 'invtrapezium';
    case 'split':
    case 'linear':
      return 'box';
  }
}

function attributes({ kind, condition, loop, unreached }: Edge): string {
  const label = [kind === 'fanout' ? 'for each' : '', condition ?? ''].filter(part => part !== '').join(': ');
  const parts = [
    label === '' ? '' : `label=${quoted(label)}`,
    unreached ? 'style=dotted' : loop ? 'style=dashed' : '',
  ].filter(part => part !== '');
  return parts.length > 0 ? ` [${parts.join(', ')}]` : '';
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}
