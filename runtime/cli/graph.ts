import { mermaidText } from '../model/mermaid.js';
import { Refusal } from '../model/refusal.js';
import { type Command, exit, lookExits, terms } from './command.js';
import { dotText } from './graph-dot.js';
import { oneFlow } from './one-flow.js';
import { print, printJson } from './terminal.js';

const formats = ['json', 'mermaid', 'dot', 'svg'] as const;

export const graph: Command = {
  usage: 'FILE[:Flow]',
  most: 1,
  summary: 'the graph of a flow, for a program or as a picture',
  terms: [terms.file, terms.flow],
  about: [
    'As JSON it is { flow, doc, parameters: [{ name, type, default, required, doc }], steps: [{ name, kind, doc, options }], edges: [{ from, to, kind, condition, loop, unreached? }], problems }. Nothing is run.',
  ],
  options: [
    {
      name: 'format',
      value: 'F',
      what: 'json (the default), mermaid (for Markdown), dot (for Graphviz) or svg (a picture)',
    },
    { name: 'json', what: 'the same as --format json' },
  ],
  exits: lookExits,
  examples: [
    ['stepwell graph train.flow.ts --format svg > train.svg', 'a picture'],
    ['stepwell graph flows.ts:TrainFlow --format mermaid', 'one of several flows, for a Markdown page'],
  ],
  related: ['show', 'check'],
  async run(line) {
    const asked = line.flag('json') ? 'json' : (line.value('format') ?? 'json');
    const format = formats.find(each => each === asked);
    if (format === undefined)
      throw new Refusal('usage', `--format is ${asked}: it is one of ${formats.join(', ')}`);
    const { graph, problems } = await oneFlow(line);
    switch (format) {
      case 'json':
        printJson({ ...graph, problems }, 2);
        return exit.ok;
      case 'mermaid':
        print(mermaidText(graph));
        return exit.ok;
      case 'dot':
        print(dotText(graph));
        return exit.ok;
      case 'svg': {
        const { svgText } = await import('./graph-svg.js');
        print(await svgText(graph));
        return exit.ok;
      }
    }
  },
};
