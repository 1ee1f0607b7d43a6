import type { Edge, Graph, Step } from './graph.js';

/** A graph in Mermaid's flowchart language (https://mermaid.js.org/syntax/flowchart.html). */
export function mermaidText(graph: Graph): string {
  const lines = graph.steps.map(step => `  ${idOf(graph, step.name)}${shape(step)}`);
  const edges = graph.edges.map(edge => `  ${idOf(graph, edge.from)} ${arrow(edge)} ${idOf(graph, edge.to)}`);
  return `flowchart TD\n${[...lines, ...edges].join('\n')}\n`;
}

/** Step names can be words of Mermaid's own, such as `end`, so nodes are numbered. */
function idOf(graph: Graph, step: string): string {
  return `s${graph.steps.findIndex(s => s.name === step)}`;
}

function shape({ name, kind }: Step): string {
  const text = `"${entities(name)}"`;
  switch (kind) {
    case 'start':
    case 'terminal':
      return `([${text}])`;
    case 'condition':
      return `{${text}}`;
    case 'fanout':
      return `[[${text}]]`;
    case 'join':
      return `[/${text}\\]`;
    case 'split':
    case 'linear':
      return `[${text}]`;
  }
}

function arrow({ kind, condition, loop, unreached }: Edge): string {
  const label = [kind === 'fanout' ? 'for each' : '', condition ?? '', unreached ? 'not reached' : '']
    .filter(part => part !== '')
    .join(': ');
  const line = loop || unreached ? '-.->' : '-->';
  return label === '' ? line : `${line}|"${entities(label)}"|`;
}

function entities(text: string): string {
  return text.replace(/[&"<>#]/g, character => `#${character.codePointAt(0)};`);
}
