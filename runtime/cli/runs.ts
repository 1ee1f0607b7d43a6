import { parseArgs } from 'node:util';
import { durationText } from '../model/duration-text.js';
import { Refusal } from '../model/refusal.js';
import type { RunStatus } from '../model/run.js';
import { Index, type RunFilter, type RunRow } from '../store/index-db.js';
import { refuseMore } from './arguments.js';
import { type Command, exit } from './command.js';
import { columns, fitted, paint, statusText, timeText } from './paint.js';
import { rowJson } from './run-json.js';
import { requireStore } from './stores.js';

const statuses: readonly string[] = ['running', 'done', 'failed', 'cancelled', 'lost'] satisfies RunStatus[];

export const runs: Command = {
  usage: '[FLOW] [--status S] [--tag T] [--since WHEN] [--limit N] [--json]',
  summary: 'the runs there are, newest first',
  help: `
  FLOW          only runs of this flow
  --status S    running, done, failed, cancelled or lost
  --tag T       only runs with this tag
  --since WHEN  only runs started since: a date such as 2026-03-14, or 2h, 3d
  --limit N     at most N (default 20; with --json 1000)
  --json        an array of the objects that status --json gives, without steps`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        status: { type: 'string' },
        tag: { type: 'string' },
        since: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean' },
      },
      allowPositionals: true,
    });
    refuseMore(positionals, 1, 'runs');
    if (values.status !== undefined && !statuses.includes(values.status)) {
      throw new Refusal('usage', `--status is ${values.status}: it is one of ${statuses.join(', ')}`);
    }
    const filter: RunFilter = {
      limit: limitFrom(values.limit, values.json ? 1000 : 20),
      ...(positionals[0] === undefined ? {} : { flow: positionals[0] }),
      ...(values.status === undefined ? {} : { status: values.status as RunStatus }),
      ...(values.tag === undefined ? {} : { tag: values.tag }),
      ...(values.since === undefined ? {} : { since: sinceFrom(values.since, Date.now()) }),
    };
    const index = new Index(requireStore());
    index.refresh();
    const rows = index.runs(filter);
    index.close();
    if (values.json) {
      process.stdout.write(`${JSON.stringify(rows.map(rowJson), null, 2)}\n`);
      return exit.ok;
    }
    if (rows.length === 0) {
      process.stdout.write('no runs\n');
      return exit.ok;
    }
    const table = rows.map(run => [
      paint('gray', run.id),
      paint('bold', run.flow),
      statusText(run.status),
      timeText(run.startedAt),
      durationText((run.endedAt ?? Date.now()) - run.startedAt),
      note(run),
    ]);
    process.stdout.write(
      `${columns(table)
        .split('\n')
        .map(line => fitted(line))
        .join('\n')}\n`,
    );
    return exit.ok;
  },
};

/** What sets a run apart: its tags, why it failed, the run it came from. */
function note({ tags, status, error, mode, origin }: RunRow): string {
  const failure = status === 'failed' && error !== null ? error : null;
  const where = failure?.step ? `${failure.step}: ` : '';
  return [
    ...(tags.length === 0 ? [] : [tags.map(tag => paint('cyan', `#${tag}`)).join(' ')]),
    ...(failure === null ? [] : [paint('red', `${where}${failure.message.split('\n')[0]}`)]),
    ...(mode === 'run' ? [] : [paint('gray', `${mode} of ${origin}`)]),
  ].join('  ');
}

function limitFrom(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new Refusal('usage', `--limit is ${text}: it must be a whole number above 0`);
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export function sinceFrom(text: string, now: number): number {
  const ago = /^(\d+)([mhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * units[ago[2] as keyof typeof units];
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new Refusal('usage', `--since is ${text}: write a date such as 2026-03-14, or 30m, 2h, 3d, 1w`);
}
