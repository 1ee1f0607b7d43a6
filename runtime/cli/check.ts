import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Problem } from '../model/diagnostics.js';
import { Refusal } from '../model/refusal.js';
import { type Command, exit } from './command.js';
import { paint } from './paint.js';
import { parse, problemLines, readSource } from './source.js';

export const check: Command = {
  usage: 'FILE… [--json]',
  summary: 'say everything that is wrong with the flows of a file',
  help: `
  --json    [{ code, severity, message, file, range: { start: { line, character }, end } }], zero-based

Nothing is run. Exit code: 0 no errors (there may be warnings), 2 errors.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new Refusal('usage', 'which file? See stepwell check --help');
    const found: (Problem & { file: string })[] = [];
    let flows = 0;
    for (const name of positionals) {
      const file = resolve(name);
      const parsed = await parse(readSource(file), file);
      flows += parsed.flows.length;
      found.push(...parsed.problems.map(problem => ({ file, ...problem })));
    }
    const errors = found.filter(problem => problem.severity === 'error').length;
    if (values.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    else {
      for (const problem of found) process.stdout.write(problemLines(problem.file, [problem]));
      if (found.length === 0)
        process.stdout.write(
          `${paint('green', '✓')} ${flows} ${flows === 1 ? 'flow' : 'flows'}, no problems\n`,
        );
    }
    return errors > 0 ? exit.usage : exit.ok;
  },
};
