import { nearestName } from '../../server/parse/nearest.js';
import { Refusal } from '../model/refusal.js';
import { type Command, exit } from './command.js';
import { commands, hidden } from './commands.js';
import { CommandLine } from './line.js';
import { complain, print, readerLeft } from './terminal.js';

const [name = '', ...args] = process.argv.slice(2);

/** Commands that have more to do than to print. */
const workers = new Set(['run', 'resume', 'step']);

// A reader that goes away (`stepwell logs … | head`) is no failure, and no reason to let go of a run.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  const isFirst = readerLeft();
  if (error.code !== 'EPIPE') {
    if (isFirst) complain(`stepwell: standard output can't be written: ${error.message}\n`);
    process.exitCode = exit.failed;
  }
  if (!workers.has(name)) process.exit(error.code === 'EPIPE' ? exit.ok : exit.failed);
});

main().then(
  code => {
    // What could not be told is a failure too.
    process.exitCode ||= code;
  },
  (error: unknown) => {
    process.exitCode = report(error);
  },
);

async function main(): Promise<number> {
  switch (name) {
    case '':
    case 'help':
    case '--help':
    case '-h':
      return help(args[0]);
    case '--version':
    case '-v': {
      const { packageVersion } = await import('./version.js');
      print(`${packageVersion()}\n`);
      return exit.ok;
    }
    default: {
      const command = await find(name);
      const line = new CommandLine(name, command, args);
      if (!line.help) return command.run(line);
      const { helpText } = await import('./help.js');
      // Help is given whatever else is wrong with the line.
      const more = await command.moreHelp?.(line).catch(() => '');
      print(helpText(name, command) + (more ?? ''));
      return exit.ok;
    }
  }
}

async function help(about: string | undefined): Promise<number> {
  const { helpText, overview } = await import('./help.js');
  print(about === undefined ? await overview(commands) : helpText(about, await find(about)));
  return name === '' ? exit.usage : exit.ok;
}

async function find(wanted: string): Promise<Command> {
  const load = [commands, hidden].find(table => Object.hasOwn(table, wanted))?.[wanted];
  if (load !== undefined) return load();
  const similar = nearestName(wanted, Object.keys(commands));
  throw new Refusal(
    'usage',
    similar === null
      ? `there is no command ${wanted}: the commands are ${Object.keys(commands).join(', ')}`
      : `there is no command ${wanted}: did you mean stepwell ${similar}?`,
  );
}

/** One line that says what is wrong and what to do. A fault of our own keeps its stack: it is to be reported. */
function report(error: unknown): number {
  if (error instanceof Refusal) {
    complain(`stepwell: ${error.message.replace(/\s*\n\s*/g, ' ')}\n`);
    return ['store-unwritable', 'damaged', 'unsafe-store'].includes(error.code) ? exit.failed : exit.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  complain(`stepwell: an error of stepwell's own: ${text}\n`);
  return exit.failed;
}
