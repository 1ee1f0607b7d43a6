import { parseArgs } from 'node:util';
import { collectGarbage } from '../store/collect.js';
import { type Command, exit } from './command.js';
import { requireStore } from './stores.js';

export const gc: Command = {
  usage: '[--dry-run]',
  summary: 'remove stored values and sources that no run refers to any more',
  help: `
  --dry-run    only say what would be removed

Runs themselves are never removed: stepwell rm does that. What was stored within the last hour stays.`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
    const { objects, bytes } = collectGarbage(requireStore(), values['dry-run']);
    const verb = values['dry-run'] ? 'would remove' : 'removed';
    process.stdout.write(
      `${verb} ${objects} ${objects === 1 ? 'object' : 'objects'}, ${(bytes / 1024 ** 2).toFixed(1)} MB\n`,
    );
    return exit.ok;
  },
};
