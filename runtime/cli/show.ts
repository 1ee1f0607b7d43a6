import { existsSync } from 'node:fs';
import { fileAndFlow } from './arguments.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { flowPage } from './flow-page.js';
import type { CommandLine } from './line.js';
import { oneFlow } from './one-flow.js';
import { showRun } from './show-run.js';
import { problemLines } from './source.js';
import { print, printJson } from './terminal.js';

export const show: Command = {
  usage: 'FILE[:Flow] | RUN',
  most: 1,
  summary: 'the documentation of a flow: what it does, its parameters, its steps; or the code of a run',
  terms: [terms.file, terms.flow, terms.run],
  about: [
    'Taken from the JSDoc of the class, its parameters and its steps. Nothing is run.',
    'Of a run it shows the flow as it was then, the commit, the versions of Node and of the packages it imported, and its sources, whatever has become of their files since.',
  ],
  options: [
    {
      name: 'json',
      what: 'of a file, the same as stepwell graph --format json; of a run, { run, flow, code, git, node, packages, graph, steps, sources: [{ path, text }] }',
    },
    { name: 'source', value: 'PATH', what: 'only the text of that source, as the run had it' },
    storeOption,
  ],
  exits: [
    [exit.ok, 'done'],
    [exit.usage, 'wrong usage, or there is no such file, flow or run'],
  ],
  examples: [
    ['stepwell show train.flow.ts', 'what can be given to it, and what it does'],
    ['stepwell show TrainFlow/latest', 'the code of the newest run'],
    ['stepwell show latest --source train.flow.ts > old.ts', 'a source as it was then'],
  ],
  related: ['graph', 'check', 'diff'],
  async run(line) {
    const [name] = line.positionals;
    if (name !== undefined && namesRun(line, name)) {
      showRun(line, name);
      return exit.ok;
    }
    if (line.value('source') !== null) throw line.refusal('--source is about a run.');
    const { file, graph, problems } = await oneFlow(line);
    if (line.flag('json')) {
      printJson({ ...graph, problems }, 2);
      return exit.ok;
    }
    print(flowPage(graph));
    if (problems.length > 0) print(`\n${problemLines(file, problems)}`);
    return exit.ok;
  },
};

/** Anything that is no file, and is not written like a source's name, is a run. */
function namesRun(line: CommandLine, name: string): boolean {
  const { file } = fileAndFlow(line);
  return !existsSync(file) && !/\.[cm]?[jt]sx?(:|$)/i.test(name);
}
