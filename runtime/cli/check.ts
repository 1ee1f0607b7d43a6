import { resolve } from 'node:path';
import type { Problem } from '../model/diagnostics.js';
import { type Command, exit } from './command.js';
import { paint } from './paint.js';
import { parse, problemLines, readSource } from './source.js';
import { print, printJson } from './terminal.js';

export const check: Command = {
  usage: 'FILE…',
  most: Number.POSITIVE_INFINITY,
  summary: 'say everything that is wrong with the flows of a file',
  terms: [['FILE', 'a source with flows; several may be named']],
  about: [
    'Nothing is run. Each problem is a line of its own: file, line, column, error or warning, what is wrong, and a code that docs/diagnostics.md explains.',
  ],
  options: [
    {
      name: 'json',
      what: 'an array of { code, severity, message, file, range: { start: { line, character }, end } }, zero-based',
    },
  ],
  exits: [
    [exit.ok, 'no errors; there may be warnings'],
    [exit.usage, 'there are errors, or no such file'],
  ],
  examples: [
    ['stepwell check train.flow.ts', 'one file'],
    ['stepwell check src/*.flow.ts --json', 'several, for a program'],
  ],
  related: ['show', 'graph', 'run'],
  async run(line) {
    if (line.positionals.length === 0) throw line.refusal('which file?');
    const found: (Problem & { file: string })[] = [];
    let flows = 0;
    for (const name of line.positionals) {
      const file = resolve(name);
      const parsed = await parse(readSource(file), file);
      flows += parsed.flows.length;
      found.push(...parsed.problems.map(problem => ({ file, ...problem })));
    }
    const errors = found.filter(problem => problem.severity === 'error').length;
    if (line.flag('json')) printJson(found, 2);
    else if (found.length === 0)
      print(`${paint('green', '✓')} ${flows} ${flows === 1 ? 'flow' : 'flows'}, no problems\n`);
    else for (const problem of found) print(problemLines(problem.file, [problem]));
    return errors > 0 ? exit.usage : exit.ok;
  },
};
