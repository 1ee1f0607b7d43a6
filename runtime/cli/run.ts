import { dirname } from 'node:path';
import { namedStore, storePathFor } from '../store/home.js';
import { fileAndFlow, parametersFrom, refuseTaken, tagsFrom, workersFrom } from './arguments.js';
import { afterDashes, type Command, runExits, terms } from './command.js';
import { execute, makeReady, runOptions } from './execute.js';
import { parametersSection } from './flow-page.js';
import { oneFlow } from './one-flow.js';
import { isNamed } from './stores.js';
import { writtenParameters } from './written-parameters.js';

export const run: Command = {
  usage: 'FILE[:Flow]',
  most: 1,
  summary: 'check a flow, run it, and show its output',
  terms: [
    terms.file,
    terms.flow,
    [
      '--PARAM VALUE',
      'a parameter of the flow: --holdout 0.3 or --holdout=0.3, --loud or --no-loud for a boolean; stepwell run FILE --help lists them',
    ],
  ],
  about: [
    'The run is kept in the store of the flow: .stepwell beside the nearest package.json above it. Ctrl+C asks the tasks to stop, and a second one ends them.',
    afterDashes,
  ],
  options: [
    runOptions.parameters,
    runOptions.tag,
    runOptions.workers,
    runOptions.json,
    runOptions.runIdFile,
    { ...runOptions.store, what: 'the run store (default: STEPWELL_STORE, else that of the flow)' },
  ],
  takesParameters: true,
  exits: runExits,
  examples: [
    ['stepwell run train.flow.ts --holdout 0.3 --tag nightly', 'a parameter, and a tag to find it by'],
    ['stepwell run flows.ts:TrainFlow --json --run-id-file id.txt', 'one of several flows, for a program'],
  ],
  related: ['resume', 'show', 'status', 'logs'],
  async moreHelp(line) {
    if (line.positionals.length === 0) return '';
    const { graph } = await oneFlow(line);
    return graph.parameters.length === 0
      ? `\n${graph.flow} has no parameters.\n`
      : `\n${parametersSection(`Parameters of ${graph.flow}`, graph)}\n`;
  },
  async run(line) {
    const { file, flow } = fileAndFlow(line);
    const asked = line.value('store');
    const store = asked === null ? storePathFor(dirname(file)) : namedStore(asked);
    const tags = tagsFrom(line, 'tag');
    const written = await writtenParameters(line);
    const ready = await makeReady(file, flow, store, workersFrom(line), isNamed(line));
    const parameters = { ...written?.of(ready.graph), ...parametersFrom(line, ready.graph) };
    refuseTaken(line, ready.graph, parameters);
    return execute(
      {
        ...ready,
        store,
        mode: 'run',
        parameters,
        tags,
        origin: null,
        from: null,
        parent: null,
        reuse: null,
        only: null,
      },
      line,
    );
  },
};
