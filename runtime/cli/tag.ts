import { Refusal } from '../model/refusal.js';
import { visible } from '../model/visible-text.js';
import { findNamed, requireRun } from '../store/runs.js';
import { tagRun } from '../store/upkeep.js';
import { tagsFrom } from './arguments.js';
import { type Command, exit, storeOption, terms } from './command.js';
import { requireOwnStore } from './stores.js';
import { jsonText, print } from './terminal.js';
import { onlyRun } from './which.js';

export const tag: Command = {
  usage: 'RUN',
  most: 1,
  summary: 'add tags to a run, or take them away',
  terms: [terms.run],
  about: ['A run may be tagged while it runs and long after. Prints the tags the run has then.'],
  options: [
    { name: 'add', value: 'T', many: true, what: 'a tag to add' },
    { name: 'remove', value: 'T', many: true, what: 'a tag to take away' },
    { name: 'json', what: 'the tags as an array' },
    storeOption,
  ],
  examples: [
    ['stepwell tag latest --add good --remove trial', 'one tag for another'],
    ['stepwell tag TrainFlow/latest', 'only say which tags there are'],
  ],
  related: ['runs'],
  async run(line) {
    const [name] = line.positionals;
    if (name === undefined) throw line.refusal('which run?');
    const [add, remove] = [tagsFrom(line, 'add'), tagsFrom(line, 'remove')];
    const both = add.find(one => remove.includes(one));
    if (both !== undefined) throw new Refusal('usage', `the tag ${both} can't be added and removed at once`);
    const store = requireOwnStore(line);
    const run = onlyRun(findNamed(store, name), name);
    if (add.length + remove.length > 0) tagRun(store, run, add, remove);
    const { tags } = requireRun(store, run);
    print(
      line.flag('json') ? `${jsonText(tags)}\n` : `${tags.map(tag => visible(tag)).join(' ') || 'no tags'}\n`,
    );
    return exit.ok;
  },
};
