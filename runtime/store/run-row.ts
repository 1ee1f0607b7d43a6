import type { Run, RunStatus } from '../model/index.js';

/** A run as a list shows it. */
export interface RunRow {
  readonly id: string;
  readonly flow: string;
  readonly status: RunStatus;
  readonly mode: Run['mode'];
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Of a lost run: when its log was last written. */
  readonly seenAt?: number;
  readonly origin: string | null;
  readonly file: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly error: Run['error'];
  /** Why its log can't be read; absent of every other run. */
  readonly unreadable?: string;
}

export interface RunFilter {
  readonly flow?: string;
  readonly status?: RunStatus;
  readonly tag?: string;
  /** Runs started at this time or later, in milliseconds since 1970. */
  readonly since?: number;
  readonly limit?: number;
}

export function rowOf(id: string, run: Run): RunRow {
  return {
    // The folder's name, by which all else finds the run, whatever its log says.
    id,
    flow: run.flow,
    status: run.status,
    mode: run.mode,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    ...(run.status === 'lost' ? { seenAt: run.seenAt } : {}),
    origin: run.origin,
    file: run.file,
    parameters: shownParameters(run.parameters),
    tags: run.tags.length <= mostTags ? run.tags : run.tags.slice(0, mostTags),
    error: run.error && shortError(run.error),
  };
}

/** A run whose log can't be read still has its place in the list, and says why. */
export function unreadableRow(id: string, why: string): RunRow {
  const at = timeOf(id);
  const error = { name: 'UnreadableRun', message: why, stack: '', step: null, task: null, attempt: null };
  return {
    id,
    flow: '',
    status: 'lost',
    mode: 'run',
    startedAt: at,
    endedAt: null,
    origin: null,
    file: '',
    parameters: {},
    tags: [],
    error,
    unreadable: why,
  };
}

/** When a run began by its id alone. */
function timeOf(id: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)(\d{3})/.exec(id);
  if (parts === null) return 0;
  const [, year, month, day, hour, minute, second, milli] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`);
  return Number.isNaN(at) ? 0 : at;
}

const mostTags = 1_000;
/** Lists hold a thousand rows: what takes more characters than these is for the page of the run itself. */
const longest = { parameters: 64 * 1024, message: 4_000, stack: 8_000 };

function shownParameters(parameters: Run['parameters']): Run['parameters'] {
  const text = JSON.stringify(parameters);
  if (text.length <= longest.parameters) return parameters;
  const most = Math.floor(longest.parameters / Math.max(1, Object.keys(parameters).length));
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value], i) => {
      if (i >= mostTags) return [];
      const length = JSON.stringify(value)?.length ?? 0;
      return [[name, length <= most ? value : `(${length} characters)`]];
    }),
  );
}

function shortError(error: NonNullable<Run['error']>): Run['error'] {
  const { message, stack } = error;
  if (message.length <= longest.message && stack.length <= longest.stack) return error;
  return { ...error, message: message.slice(0, longest.message), stack: stack.slice(0, longest.stack) };
}

export function fits(row: RunRow, filter: RunFilter): boolean {
  return (
    (filter.flow === undefined || row.flow === filter.flow) &&
    (filter.status === undefined || row.status === filter.status) &&
    (filter.tag === undefined || row.tags.includes(filter.tag)) &&
    (filter.since === undefined || row.startedAt >= filter.since)
  );
}
