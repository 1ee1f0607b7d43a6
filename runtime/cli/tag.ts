import { parseArgs } from 'node:util';
import { Refusal } from '../model/refusal.js';
import { findNamed, requireRun } from '../store/runs.js';
import { tagRun } from '../store/upkeep.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { requireStore } from './stores.js';

export const tag: Command = {
  usage: 'RUN [--add T]… [--remove T]…',
  summary: 'add tags to a run, or take them away',
  help: 'Prints the tags the run has then.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        add: { type: 'string', multiple: true, default: [] },
        remove: { type: 'string', multiple: true, default: [] },
      },
      allowPositionals: true,
    });
    refuseMore(positionals, 1, 'tag');
    if ([...values.add, ...values.remove].includes(''))
      throw new Refusal('usage', 'a tag has at least one letter');
    const store = requireStore();
    const { run } = findNamed(store, positionals[0] ?? 'latest');
    tagRun(store, run, values.add, values.remove);
    process.stdout.write(`${requireRun(store, run).tags.join(' ')}\n`);
    return exit.ok;
  },
};
