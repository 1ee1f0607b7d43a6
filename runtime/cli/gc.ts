import { collectGarbage } from '../store/collect.js';
import { type Command, exit, storeOption } from './command.js';
import { requireStore } from './stores.js';
import { print } from './terminal.js';

export const gc: Command = {
  usage: '',
  most: 0,
  summary: 'remove stored values and sources that no run refers to any more',
  terms: [],
  about: [
    'Runs themselves are never removed: stepwell rm does that, and gc then frees what only they needed. What was stored within the last hour stays, for a run under way may be about to refer to it.',
  ],
  options: [
    { name: 'dry-run', what: 'only say what would be removed' },
    { name: 'json', what: '{ objects, bytes }' },
    storeOption,
  ],
  examples: [
    ['stepwell gc --dry-run', 'how much there is to gain'],
    ['stepwell gc', 'remove it'],
  ],
  related: ['rm', 'reindex'],
  async run(line) {
    const dry = line.flag('dry-run');
    const { objects, bytes } = collectGarbage(requireStore(line), dry);
    if (line.flag('json')) print(`${JSON.stringify({ objects, bytes })}\n`);
    else {
      const count = `${objects} ${objects === 1 ? 'object' : 'objects'}`;
      print(`${dry ? 'would remove' : 'removed'} ${count}, ${(bytes / 1024 ** 2).toFixed(1)} MB\n`);
    }
    return exit.ok;
  },
};
