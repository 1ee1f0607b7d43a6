import { type Command, exit } from './command.js';
import { describe, readSource } from './source.js';

/** What a file's flows are, as JSON, for the processes of this package that do not carry the parser. */
export const describeFile: Command = {
  usage: 'FILE',
  most: 1,
  summary: 'a file’s flows, problems and step hashes as JSON',
  terms: [],
  about: ['For stepwell itself; its form may change.'],
  options: [],
  examples: [],
  related: [],
  async run({ positionals: [file = ''] }) {
    process.stdout.write(JSON.stringify(await describe(readSource(file), file)));
    return exit.ok;
  },
};
