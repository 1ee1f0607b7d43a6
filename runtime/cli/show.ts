import { type Command, exit, lookExits, terms } from './command.js';
import { flowPage } from './flow-page.js';
import { oneFlow } from './one-flow.js';
import { problemLines } from './source.js';
import { print } from './terminal.js';

export const show: Command = {
  usage: 'FILE[:Flow]',
  most: 1,
  summary: 'the documentation of a flow: what it does, its parameters, its steps',
  terms: [terms.file, terms.flow],
  about: ['Taken from the JSDoc of the class, its parameters and its steps. Nothing is run.'],
  options: [{ name: 'json', what: 'the same as stepwell graph --format json' }],
  exits: lookExits,
  examples: [['stepwell show train.flow.ts', 'what can be given to it, and what it does']],
  related: ['graph', 'check', 'run'],
  async run(line) {
    const { file, graph, problems } = await oneFlow(line);
    if (line.flag('json')) {
      print(`${JSON.stringify({ ...graph, problems }, null, 2)}\n`);
      return exit.ok;
    }
    print(flowPage(graph));
    if (problems.length > 0) print(`\n${problemLines(file, problems)}`);
    return exit.ok;
  },
};
