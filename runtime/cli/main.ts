import { Refusal } from '../model/refusal.js';
import { exit } from './command.js';
import { commands, hidden } from './commands.js';

const [name = '', ...args] = process.argv.slice(2);

/** Commands that have more to do than to print. */
const workers = new Set(['run', 'resume', 'step']);

// A reader that goes away (`stepwell logs … | head`) is no failure, and no reason to let go of a run.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (!workers.has(name)) process.exit(exit.ok);
});

main().then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = report(error);
  },
);

async function main(): Promise<number> {
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(await overview());
    return name === '' ? exit.usage : exit.ok;
  }
  if (name === '--version' || name === '-v') {
    const { packageVersion } = await import('./version.js');
    process.stdout.write(`${packageVersion()}\n`);
    return exit.ok;
  }
  const load = commands[name] ?? hidden[name];
  if (load === undefined) {
    throw new Refusal(
      'usage',
      `there is no command ${name}: the commands are ${Object.keys(commands).join(', ')}`,
    );
  }
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(
      `stepwell ${name} ${command.usage}\n\n${command.summary}\n\n${command.help.replace(/^\n+|\s+$/g, '')}\n`,
    );
    return exit.ok;
  }
  return command.run(args);
}

async function overview(): Promise<string> {
  const rows: string[] = [];
  for (const [command, load] of Object.entries(commands)) {
    const { summary } = await load();
    rows.push(`  ${command.padEnd(8)} ${summary}`);
  }
  return `stepwell COMMAND …   flows as TypeScript classes: run them, and keep every run

${rows.join('\n')}

RUN is an id, the beginning of one, latest, or FLOW/latest.
stepwell COMMAND --help says more.
`;
}

/** One line that says what is wrong and what to do. A fault of our own keeps its stack: it is to be reported. */
function report(error: unknown): number {
  if (error instanceof Refusal) {
    process.stderr.write(`stepwell: ${error.message}\n`);
    return error.code === 'store-unwritable' || error.code === 'damaged' ? exit.failed : exit.usage;
  }
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`stepwell: ${error.message.split('. ')[0]}: see stepwell ${name} --help\n`);
    return exit.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`stepwell: an error of stepwell's own: ${text}\n`);
  return exit.failed;
}
