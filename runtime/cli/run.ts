import { dirname } from 'node:path';
import { defaultWorkers } from '../local/run.js';
import { storePathFor } from '../store/home.js';
import {
  fileAndFlow,
  optionValue,
  parametersFrom,
  refuseMore,
  splitArguments,
  workersFrom,
} from './arguments.js';
import type { Command } from './command.js';
import { execute, makeReady } from './execute.js';

export const ownOptions = new Set(['tag', 'workers', 'json', 'run-id-file', 'from']);
export const ownFlags = new Set(['json']);

export const run: Command = {
  usage: 'FILE[:Flow] [--PARAM VALUE]… [--tag T]… [--workers N] [--json] [--run-id-file F]',
  summary: 'check a flow, run it, and show its output',
  help: `
  --PARAM VALUE      a parameter of the flow; stepwell show FILE lists them
  --tag T            a tag for the run; may be given several times
  --workers N        most tasks that run at once (default: the number of processors)
  --json             one event a line
  --run-id-file F    write the run's id into F as soon as it is known

Exit code: 0 done, 1 failed, 2 wrong usage or an invalid flow, 130 cancelled.
Ctrl+C asks the tasks to stop; a second one ends them.

  stepwell run train.flow.ts --holdout 0.3 --tag nightly`,
  async run(args) {
    const { positionals, options } = splitArguments(args, ownFlags);
    refuseMore(positionals, 1, 'run');
    const { file, flow } = fileAndFlow(positionals[0], 'run');
    const store = storePathFor(dirname(file));
    const ready = await makeReady(file, flow, store, workersFrom(options, defaultWorkers()));
    return execute(
      {
        ...ready,
        store,
        mode: 'run',
        parameters: parametersFrom(options, ownOptions, ready.graph),
        tags: options.flatMap(({ name, value }) => (name === 'tag' && value !== null ? [value] : [])),
        origin: null,
        parent: null,
        reuse: null,
        only: null,
      },
      { json: options.some(o => o.name === 'json'), runIdFile: optionValue(options, 'run-id-file') },
    );
  },
};
