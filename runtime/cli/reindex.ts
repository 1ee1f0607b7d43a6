import { parseArgs } from 'node:util';
import { Index } from '../store/index-db.js';
import { removeIndex } from '../store/index-tables.js';
import { verifyStore } from '../store/verify.js';
import { type Command, exit } from './command.js';
import { requireStore } from './stores.js';

export const reindex: Command = {
  usage: '[--check]',
  summary: "make the index of runs and logs anew from the runs' own files",
  help: `
  --check    read all that is stored and say what is damaged; nothing is changed. Exit code 1 when something is.

The index is only a copy: nothing is lost when it is deleted.`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean', default: false } },
    });
    const store = requireStore();
    if (values.check) {
      const problems = verifyStore(store);
      for (const problem of problems) process.stdout.write(`${problem}\n`);
      if (problems.length === 0) process.stdout.write('everything stored can be read\n');
      return problems.length === 0 ? exit.ok : exit.failed;
    }
    removeIndex(store);
    const index = new Index(store);
    index.refresh();
    const lines = index.refreshLines();
    const runs = index.count();
    index.close();
    process.stdout.write(
      `indexed ${runs} ${runs === 1 ? 'run' : 'runs'} and ${lines} ${lines === 1 ? 'line' : 'lines'} of output\n`,
    );
    return exit.ok;
  },
};
