import { findNamed } from '../store/runs.js';
import { removeRun } from '../store/upkeep.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { requireOwnStore } from './stores.js';
import { print, printJson } from './terminal.js';
import { onlyRun } from './which.js';

export const rm: Command = {
  usage: 'RUN…',
  most: Number.POSITIVE_INFINITY,
  summary: 'remove runs: their logs and what is recorded of them',
  terms: [terms.run],
  about: [
    'A run that is still running is refused. Values and sources stay where they are, for other runs may share them: stepwell gc frees what none needs. When one of the names means no run, none is removed.',
  ],
  options: [{ name: 'json', what: 'an array of the ids that were removed' }, storeOption],
  examples: [
    ['stepwell rm 20260314t15', 'the one run whose id begins so'],
    ['stepwell rm TrainFlow/latest', 'the newest run of a flow'],
  ],
  related: ['gc', 'runs'],
  async run(line) {
    if (line.positionals.length === 0) throw line.refusal('which run?');
    const store = requireOwnStore(line);
    const ids = new Set(line.positionals.map(name => onlyRun(findNamed(store, name), name)));
    for (const id of ids) {
      removeRun(store, id);
      if (!line.flag('json')) print(`removed ${id}\n`);
    }
    if (line.flag('json')) printJson([...ids]);
    return exit.ok;
  },
};
