import { parseArgs } from 'node:util';
import { Refusal } from '../model/refusal.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { dotText } from './graph-dot.js';
import { mermaidText } from './graph-mermaid.js';
import { oneFlow } from './one-flow.js';

export const graph: Command = {
  usage: 'FILE[:Flow] [--format json|mermaid|dot|svg]',
  summary: 'the graph of a flow',
  help: `
  --format json       { flow, doc, parameters, steps, edges, problems } (the default)
  --format mermaid    for Markdown
  --format dot        for Graphviz
  --format svg        a picture

  stepwell graph train.flow.ts --format svg > train.svg`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { format: { type: 'string', default: 'json' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1, 'graph');
    const { graph, problems } = await oneFlow(positionals[0], 'graph');
    switch (values.format) {
      case 'json':
        process.stdout.write(`${JSON.stringify({ ...graph, problems }, null, 2)}\n`);
        return exit.ok;
      case 'mermaid':
        process.stdout.write(mermaidText(graph));
        return exit.ok;
      case 'dot':
        process.stdout.write(dotText(graph));
        return exit.ok;
      case 'svg': {
        const { svgText } = await import('./graph-svg.js');
        process.stdout.write(await svgText(graph));
        return exit.ok;
      }
      default:
        throw new Refusal('usage', `--format is ${values.format}: it is one of json, mermaid, dot, svg`);
    }
  },
};
