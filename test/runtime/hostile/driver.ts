/**
 * Looks at one store in every way there is, in a process of its own: `node driver.js STORE GOOD BAD UNTRUSTED`. With `UNTRUSTED` only the editor's
 * modules look, as in a folder that nobody trusts. Prints what it saw as JSON.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LogText } from '../../../extension/logs/log-text.js';
import { findStores } from '../../../extension/runs/find-stores.js';
import { lastValueText } from '../../../extension/runs/last-value.js';
import { OpenStore } from '../../../extension/runs/open-store.js';
import { RunFollower } from '../../../extension/runs/run-follower.js';
import { commands } from '../../../runtime/cli/commands.js';
import { CommandLine } from '../../../runtime/cli/line.js';
import { Refusal } from '../../../runtime/model/refusal.js';
import { narrow } from '../../../runtime/store/bounds.js';

export interface Look {
  readonly what: string;
  /** Processor time in milliseconds: of the whole, and of the longest stretch during which nothing else could run. */
  readonly spent: number;
  readonly longest: number;
  readonly code: number | null;
  readonly out: string;
  /** What was said of what is wrong; it begins with `!` where nobody had foreseen it. */
  readonly wrong: string | null;
}

// A command has a process of its own, which does not carry what others have left behind.
setFlagsFromString('--expose-gc');
const clean = runInNewContext('gc') as () => void;

const [store = '', good = '', bad = '', untrusted = ''] = process.argv.slice(2);
const looks: Look[] = [];
const write = process.stdout.write.bind(process.stdout);

await (untrusted === '' ? lookByCommands() : lookAsEditor(false));
if (untrusted === '') await lookAsEditor(true);
write(JSON.stringify({ looks, memory: Math.round(process.resourceUsage().maxRSS / 1024) }), () =>
  process.exit(0),
);

async function lookByCommands(): Promise<void> {
  const latest = `${good}/end.rows`;
  const lines: string[][] = [
    ['runs'],
    ['runs', '--json'],
    ['status', 'latest'],
    ['status', bad, '--json'],
    ['logs', bad],
    ['logs', '--find', 'hello'],
    ['get', `${bad}/start.value`],
    ['get', `${bad}/start.value`, '--json'],
    ['diff', bad, good],
    ['diff', good, bad, '--json'],
    ['show', bad],
    ['show', bad, '--json'],
    ['resume', bad],
    ['step', `${bad}/start`],
    ['reindex', '--check'],
    ['tag', bad, '--add', 'seen'],
    ['gc', '--dry-run'],
    ['gc'],
    ['reindex'],
    ['runs', 'GoodFlow', '--json'],
    ['status', good, '--json'],
    ['get', latest, '--json'],
    ['logs', good],
    ['rm', bad],
    ['runs', '--json'],
    ['get', latest, '--json'],
  ];
  for (const [name = '', ...args] of lines) {
    await look([name, ...args].join(' '), async () => {
      const command = await commands[name]?.();
      if (command === undefined) throw new Error(`there is no command ${name}`);
      return command.run(new CommandLine(name, command, [...args, '--store', store]));
    });
  }
}

async function lookAsEditor(isTrusted: boolean): Promise<void> {
  const said: string[] = [];
  const say = { error: (message: unknown) => void said.push(String(message)) };
  const open = new OpenStore(
    store,
    () => undefined,
    message => said.push(message),
    say as never,
    isTrusted,
  );
  const soon = () => performance.now() + 20;
  await look('editor: find', async () => {
    for await (const found of findStores(`${store}/..`)) said.push(found);
    return 0;
  });
  await look('editor: list', async turn => {
    for (let times = 0; times < 3; ) if (!turn(() => open.refresh(soon())).isBehind) times++;
    process.stdout.write(JSON.stringify(open.rows({ limit: 1000 }).map(row => [row.id, row.unreadable])));
    return 0;
  });
  for (const id of [bad, good]) {
    await look(`editor: run ${id === bad ? 'bad' : 'good'}`, async turn => {
      const follower = new RunFollower(store, id, { bounds: narrow, untouched: !isTrusted });
      let run = turn(() => follower.read(soon()));
      while (follower.isBehind) run = turn(() => follower.read(soon()));
      process.stdout.write(`${run?.id} ${run?.status}`);
      if (run !== null) turn(() => lastValueText({ store, run: run as NonNullable<typeof run> }, 'value'));
      return 0;
    });
    await look(`editor: log ${id === bad ? 'bad' : 'good'}`, async turn => {
      const text = new LogText(store, { run: id });
      for (let i = 0; i < 200; i++) if (!turn(() => text.refresh())) break;
      process.stdout.write(turn(() => text.text).slice(-100));
      return 0;
    });
  }
  open.close();
}

type Turn = <T>(work: () => T) => T;

async function look(what: string, work: (turn: Turn) => Promise<number>): Promise<void> {
  clean();
  let out = '';
  const take = (text: string | Uint8Array) => {
    if (out.length < 1_000_000) out += text;
    return true;
  };
  process.stdout.write = take as typeof process.stdout.write;
  process.stderr.write = take as typeof process.stderr.write;
  let longest = 0;
  const turn: Turn = one => {
    const before = process.cpuUsage();
    try {
      return one();
    } finally {
      longest = Math.max(longest, spentSince(before));
    }
  };
  const before = process.cpuUsage();
  let code: number | null = null;
  let wrong: string | null = null;
  try {
    code = await work(turn);
  } catch (error) {
    wrong = error instanceof Refusal ? error.message : `!${error instanceof Error ? error.stack : error}`;
  }
  process.stdout.write = write;
  looks.push({ what, spent: spentSince(before), longest, code, out, wrong });
}

function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000);
}
