import { relative } from 'node:path';
import { pruneBundles } from '../local/bundle-cache.js';
import { collectGarbage } from '../store/collect.js';
import { type Command, exit, storeOption } from './command.js';
import { requireOwnStore, requireStore } from './stores.js';
import { complain, print, printJson } from './terminal.js';

export const gc: Command = {
  usage: '',
  most: 0,
  summary: 'remove stored values and sources that no run refers to any more',
  terms: [],
  about: [
    'Runs themselves are never removed: stepwell rm does that, and gc then frees what only they needed. What was stored within the last hour stays, for a run under way may be about to refer to it; and as long as there is a run that can not be read, all values stay.',
    'Only files that have the name of a stored value are removed, and no link is followed. Bundles in your own cache that were not used for a month go as well.',
  ],
  options: [
    { name: 'dry-run', what: 'only say what would be removed, file by file' },
    { name: 'json', what: '{ objects, bytes, files, unjudged }; paths are relative to the store' },
    storeOption,
  ],
  examples: [
    ['stepwell gc --dry-run', 'how much there is to gain'],
    ['stepwell gc', 'remove it'],
  ],
  related: ['rm', 'reindex'],
  async run(line) {
    const dry = line.flag('dry-run');
    const store = dry ? requireStore(line) : requireOwnStore(line);
    const { objects, bytes, unjudged, ...found } = collectGarbage(store, dry);
    const files = found.files.map(file => relative(store, file));
    pruneBundles(dry);
    if (line.flag('json')) printJson({ objects, bytes, files, unjudged });
    else {
      for (const why of unjudged) complain(`stepwell: ${why}: nothing was removed that it may refer to\n`);
      const count = `${objects} ${objects === 1 ? 'object' : 'objects'}`;
      print(`${dry ? 'would remove' : 'removed'} ${count}, ${(bytes / 1024 ** 2).toFixed(1)} MB\n`);
      if (dry) for (const file of files) print(`${file}\n`);
    }
    return exit.ok;
  },
};
