import { mermaidText } from '../model/mermaid.js';
import { Refusal } from '../model/refusal.js';
import { type Command, exit, lookExits, storeOption, terms } from './command.js';
import { dotText } from './graph-dot.js';
import { svgText } from './graph-svg.js';
import type { CommandLine } from './line.js';
import { oneFlow } from './one-flow.js';
import { print, printJson } from './terminal.js';

const formats = ['json', 'mermaid', 'dot', 'svg'] as const;
/** In which changes are told. */
const changeFormats = ['text', 'json', 'svg'] as const;

export const graph: Command = {
  usage: 'FILE[:Flow]',
  most: 1,
  summary: 'the graph of a flow, for a program or as a picture',
  terms: [terms.file, terms.flow],
  about: [
    'As JSON it is { flow, doc, parameters: [{ name, type, default, required, doc }], steps: [{ name, kind, doc, options, ends? }], edges: [{ from, to, kind, condition, loop, unreached? }], problems }. Nothing is run.',
    'With --diff it says what has changed since a commit or a run: as text, as a picture with --format svg, or as JSON { flow, against, steps: [{ kind, step, structure?, code? }], edges: [{ kind, edge, was? }], parameters }.',
  ],
  options: [
    {
      name: 'format',
      value: 'F',
      what: 'json (the default), mermaid (for Markdown), dot (for Graphviz) or svg (a picture); with --diff text (the default), json or svg',
    },
    { name: 'json', what: 'the same as --format json' },
    {
      name: 'diff',
      value: 'REF',
      what: 'what has changed since a commit of git (HEAD, a branch, a tag) or a run (an id, latest)',
    },
    storeOption,
  ],
  exits: lookExits,
  examples: [
    ['stepwell graph train.flow.ts --format svg > train.svg', 'a picture'],
    ['stepwell graph flows.ts:TrainFlow --format mermaid', 'one of several flows, for a Markdown page'],
    ['stepwell graph train.flow.ts --diff HEAD', 'what has changed since the last commit'],
  ],
  related: ['show', 'check', 'diff'],
  async run(line) {
    const against = line.value('diff');
    const asked = line.flag('json') ? 'json' : line.value('format');
    return against === null
      ? await shown(line, asked ?? 'json')
      : await compared(line, asked ?? 'text', against);
  },
};

async function shown(line: CommandLine, asked: string): Promise<number> {
  const format = formatOf(formats, asked, '');
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
      print(svgText(graph));
      return exit.ok;
    }
  }
}

async function compared(line: CommandLine, asked: string, against: string): Promise<number> {
  const format = formatOf(changeFormats, asked, ' with --diff');
  const found = await oneFlow(line);
  const { changesSince } = await import('./changes.js');
  const changes = await changesSince(line, found, against);
  switch (format) {
    case 'json': {
      const { flow, ...rest } = changes.diff;
      printJson({ flow, against: changes.against, ...rest }, 2);
      return exit.ok;
    }
    case 'text': {
      const { changesText } = await import('./changes-text.js');
      print(changesText(changes));
      return exit.ok;
    }
    case 'svg': {
      print(svgText(changes.graph, changes.diff));
      return exit.ok;
    }
  }
}

function formatOf<Format extends string>(formats: readonly Format[], asked: string, where: string): Format {
  const format = formats.find(each => each === asked);
  if (format === undefined)
    throw new Refusal('usage', `--format is ${asked}: it is one of ${formats.join(', ')}${where}`);
  return format;
}
