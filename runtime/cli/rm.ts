import { parseArgs } from 'node:util';
import { Refusal } from '../model/refusal.js';
import { findNamed } from '../store/runs.js';
import { removeRun } from '../store/upkeep.js';
import { type Command, exit } from './command.js';
import { requireStore } from './stores.js';

export const rm: Command = {
  usage: 'RUN…',
  summary: 'remove runs: their logs and what is recorded of them',
  help: 'A run that is still running is refused. Values and sources that other runs share stay.',
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    if (positionals.length === 0) throw new Refusal('usage', 'which run? See stepwell rm --help');
    const store = requireStore();
    const ids = positionals.map(name => findNamed(store, name).run);
    for (const id of new Set(ids)) {
      removeRun(store, id);
      process.stdout.write(`removed ${id}\n`);
    }
    return exit.ok;
  },
};
