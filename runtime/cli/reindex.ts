import { Index } from '../store/index-db.js';
import { removeIndex } from '../store/index-tables.js';
import { verifyStore } from '../store/verify.js';
import { type Command, exit, storeOption } from './command.js';
import { requireStore } from './stores.js';
import { print } from './terminal.js';

export const reindex: Command = {
  usage: '',
  most: 0,
  summary: "make the index of runs and logs anew from the runs' own files",
  terms: [],
  about: [
    'The index is only a copy: nothing is lost when it is deleted, and it is made again when it is missing.',
  ],
  options: [
    { name: 'check', what: 'read all that is stored and say what is damaged; nothing is changed' },
    { name: 'json', what: '{ runs, lines }; with --check an array of sentences' },
    storeOption,
  ],
  exits: [
    [exit.ok, 'done; with --check: all that is stored can be read'],
    [exit.failed, 'with --check: something is damaged; else the store can not be written'],
    [exit.usage, 'wrong usage, or there is no store'],
  ],
  examples: [
    ['stepwell reindex --check', 'whether all that is stored can be read'],
    ['stepwell reindex', 'make the index again'],
  ],
  related: ['gc', 'runs'],
  async run(line) {
    const store = requireStore(line);
    if (line.flag('check')) {
      const problems = verifyStore(store);
      if (line.flag('json')) print(`${JSON.stringify(problems, null, 2)}\n`);
      else if (problems.length === 0) print('everything stored can be read\n');
      else for (const problem of problems) print(`${problem}\n`);
      return problems.length === 0 ? exit.ok : exit.failed;
    }
    removeIndex(store);
    const index = new Index(store);
    index.refresh();
    const lines = index.refreshLines();
    const runs = index.count();
    index.close();
    if (line.flag('json')) print(`${JSON.stringify({ runs, lines })}\n`);
    else
      print(
        `indexed ${runs} ${runs === 1 ? 'run' : 'runs'} and ${lines} ${lines === 1 ? 'line' : 'lines'} of output\n`,
      );
    return exit.ok;
  },
};
