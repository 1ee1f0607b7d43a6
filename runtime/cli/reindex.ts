import { checkIndex, type IndexCheck } from '../store/check-index.js';
import { Index } from '../store/index-db.js';
import { verifyStore } from '../store/verify.js';
import { type Command, exit, storeOption } from './command.js';
import { requireStore } from './stores.js';
import { print, printJson } from './terminal.js';

export const reindex: Command = {
  usage: '',
  most: 0,
  summary: "make the index of runs and logs anew from the runs' own files",
  terms: [],
  about: [
    'The index is only a copy: nothing is lost when it is deleted, and it is made again when it is missing.',
  ],
  options: [
    {
      name: 'check',
      what: 'read all that is stored, compare the index with it, and say what is damaged or differs; nothing is changed',
    },
    { name: 'json', what: '{ runs, lines }; with --check an array of sentences' },
    storeOption,
  ],
  exits: [
    [exit.ok, 'done; with --check: all that is stored can be read, and the index says nothing else'],
    [
      exit.failed,
      'with --check: something is damaged, or the index is wrong; else the store can not be written',
    ],
    [exit.usage, 'wrong usage, or there is no store'],
  ],
  examples: [
    ['stepwell reindex --check', 'whether all that is stored can be read, and the index is right'],
    ['stepwell reindex', 'make the index again'],
  ],
  related: ['gc', 'runs'],
  async run(line) {
    const store = requireStore(line);
    if (line.flag('check')) return check(store, line.flag('json'));
    const index = new Index(store);
    index.clear();
    const lines = index.refreshLines();
    const runs = index.count();
    index.close();
    if (line.flag('json')) printJson({ runs, lines });
    else print(`indexed ${runsText(runs)} and ${lines} ${lines === 1 ? 'line' : 'lines'} of output\n`);
    return exit.ok;
  },
};

function check(store: string, json: boolean): number {
  const index = checkIndex(store);
  const problems = [...verifyStore(store), ...(index?.wrong ?? []).map(wrong => `${wrong}: ${remedy}`)];
  if (json) printJson(problems, 2);
  else if (problems.length === 0) print(`everything stored can be read${indexText(index)}\n`);
  else for (const problem of problems) print(`${problem}\n`);
  return problems.length === 0 ? exit.ok : exit.failed;
}

const remedy = 'stepwell reindex makes it anew';

function indexText(index: IndexCheck | null): string {
  if (index === null) return '; there is no index yet';
  const { behind, unread } = index;
  const yet = [
    ...(behind.length === 0 ? [] : [`to look at ${runsText(behind.length)}`]),
    ...(unread.length === 0 ? [] : [`to take in output of ${runsText(unread.length)}`]),
  ];
  if (yet.length === 0) return ', and the index agrees with it';
  return `; the index agrees with it, but has yet ${yet.join(' and ')}`;
}

function runsText(count: number): string {
  return `${count} ${count === 1 ? 'run' : 'runs'}`;
}
