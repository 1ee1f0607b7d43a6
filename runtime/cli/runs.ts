import { durationText } from '../model/duration-text.js';
import { Refusal } from '../model/refusal.js';
import type { RunStatus } from '../model/run.js';
import { visible } from '../model/visible-text.js';
import { Index } from '../store/index-db.js';
import type { RunFilter, RunRow } from '../store/run-row.js';
import { countFrom } from './arguments.js';
import { type Command, exit, storeOption } from './command.js';
import { columns, paint, statusText, timeText } from './paint.js';
import { rowJson } from './run-json.js';
import { requireStore } from './stores.js';
import { fitted, print, printJson } from './terminal.js';

const statuses: readonly string[] = ['running', 'done', 'failed', 'cancelled', 'lost'] satisfies RunStatus[];

export const runs: Command = {
  usage: '[FLOW]',
  most: 1,
  summary: 'the runs there are, newest first',
  terms: [['FLOW', 'only runs of this flow']],
  about: [],
  options: [
    { name: 'status', value: 'S', what: 'only runs that are running, done, failed, cancelled or lost' },
    { name: 'tag', value: 'T', what: 'only runs with this tag' },
    {
      name: 'since',
      value: 'WHEN',
      what: 'only runs started since: a date such as 2026-03-14, or 30m, 2h, 3d, 1w',
    },
    { name: 'limit', value: 'N', what: 'at most N (default: 20; with --json 1000)' },
    { name: 'json', what: 'an array of the objects that status --json gives, without steps' },
    storeOption,
  ],
  examples: [
    ['stepwell runs TrainFlow --status failed --since 3d', 'what went wrong lately'],
    ['stepwell runs --tag nightly --limit 1 --json', 'the newest with a tag, for a script'],
  ],
  related: ['status', 'resume', 'rm'],
  async run(line) {
    const json = line.flag('json');
    const [flow] = line.positionals;
    const [status, tag, since] = [line.value('status'), line.value('tag'), line.value('since')];
    if (status !== null && !statuses.includes(status)) {
      throw new Refusal('usage', `--status is ${status}: it is one of ${statuses.join(', ')}`);
    }
    const filter: RunFilter = {
      limit: countFrom(line, 'limit', json ? 1000 : 20),
      ...(flow === undefined ? {} : { flow }),
      ...(status === null ? {} : { status: status as RunStatus }),
      ...(tag === null ? {} : { tag }),
      ...(since === null ? {} : { since: sinceFrom(since, Date.now()) }),
    };
    const index = new Index(requireStore(line));
    index.refresh();
    const rows = index.runs(filter);
    index.close();
    if (json) {
      printJson(rows.map(rowJson), 2);
      return exit.ok;
    }
    if (rows.length === 0) {
      print(Object.keys(filter).length > 1 ? 'no such runs\n' : 'no runs\n');
      return exit.ok;
    }
    const table = rows.map(run => [
      paint('gray', run.id),
      paint('bold', run.flow || '–'),
      statusText(run.status),
      timeText(run.startedAt),
      run.unreadable === undefined
        ? durationText((run.endedAt ?? run.seenAt ?? Date.now()) - run.startedAt)
        : '',
      note(run),
    ]);
    print(
      `${columns(table)
        .split('\n')
        .map(row => fitted(row))
        .join('\n')}\n`,
    );
    return exit.ok;
  },
};

/** Of a text in a row, in characters. */
const longest = 300;

/** What sets a run apart: its tags, why it failed, the run it came from. */
function note({ tags, status, error, mode, origin, unreadable }: RunRow): string {
  if (unreadable !== undefined) return paint('red', `can't be read: ${visible(unreadable, longest)}`);
  const failure = status === 'failed' && error !== null ? error : null;
  const where = failure?.step ? `${failure.step}: ` : '';
  return [
    ...(tags.length === 0 ? [] : [tags.map(tag => paint('cyan', `#${visible(tag, longest)}`)).join(' ')]),
    ...(failure === null
      ? []
      : [paint('red', `${where}${visible(failure.message.split('\n')[0] ?? '', longest)}`)]),
    ...(mode === 'run' ? [] : [paint('gray', `${mode} of ${origin}`)]),
  ].join('  ');
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export function sinceFrom(text: string, now: number): number {
  const ago = /^(\d+)([mhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * units[ago[2] as keyof typeof units];
  const at = dateIn(text);
  if (!Number.isNaN(at)) return at;
  throw new Refusal(
    'usage',
    `--since is ${text}: write a date such as 2026-03-14 or 2026-03-14T15:30, as they are shown, or 30m, 2h, 3d, 1w`,
  );
}

/** In local time, as all dates are shown, unless it says another; NaN for what is no date. */
function dateIn(text: string): number {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] = parts;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  // There is no thirtieth of February.
  const isDay = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
  return isDay ? at.getTime() : Number.NaN;
}
