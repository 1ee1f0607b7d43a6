import type { RunEvent } from '../model/event.js';

/** Whether a value is what it has to be. */
type Check = (value: unknown) => boolean;

const text: Check = value => typeof value === 'string';
const number: Check = Number.isFinite;
const time: Check = value => number(value) && Math.abs(Number(value)) <= 8.64e15;
const flag: Check = value => typeof value === 'boolean';
const anything: Check = () => true;
const hash: Check = value => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const optional =
  (check: Check): Check =>
  value =>
    value === undefined || check(value);

const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);

const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);

const oneOf =
  (...words: readonly string[]): Check =>
  value =>
    typeof value === 'string' && words.includes(value);

/** An object whose every value passes. */
const recordOf =
  (check: Check): Check =>
  value =>
    isObject(value) && Object.values(value).every(check);

/** An object with these fields; it may have others. */
const record = (fields: Readonly<Record<string, Check>>): Check => {
  const list = Object.entries(fields);
  return value => isObject(value) && list.every(([name, check]) => check(value[name]));
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ref = record({ hash: text, size: number, type: text, inline: optional(text) });
const refs = recordOf(ref);
const error = record({
  name: text,
  message: text,
  stack: text,
  at: optional(record({ file: text, line: number, column: number })),
  exit: optional(text),
});
const state = record({
  set: refs,
  disputed: recordOf(record({ join: text, inputs: listOf(text), of: number })),
});
const transitions: Readonly<Record<string, Check>> = {
  end: anything,
  next: record({ to: listOf(text) }),
  foreach: record({
    to: text,
    count: number,
    items: listOf(record({ count: number, ref })),
    concurrency: optional(number),
  }),
};
const transition: Check = value => isObject(value) && byKind(transitions, value.kind)(value);

/** Where an event stands in the run. */
const place = { step: text, task: text };
const result = {
  set: optional(refs),
  unset: optional(listOf(text)),
  reads: optional(listOf(text)),
  error: optional(error),
};

/** Everything that readers rely on, so that behind this border they need not ask again. */
const events: Readonly<Record<RunEvent['type'], Check>> = {
  'run.started': record({
    id: text,
    flow: text,
    file: text,
    mode: oneOf('run', 'resume', 'step'),
    parameters: isObject,
    values: optional(ref),
    secrets: optional(recordOf(orNull(hash))),
    tags: listOf(text),
    origin: orNull(text),
    parent: orNull(record({ run: text, ...place })),
    code: record({ hash: text, snapshot: text }),
    process: record({ pid: number, host: text, user: text, node: text, cwd: text }),
  }),
  'task.queued': record({ ...place, from: listOf(text), opener: optional(text), before: optional(state) }),
  'tasks.queued': record({ step: text, tasks: listOf(text), from: text }),
  'task.started': record({ ...place, attempt: number, worker: number }),
  'task.ended': record({
    ...place,
    ...result,
    attempt: number,
    status: oneOf('done', 'retrying', 'failed', 'caught', 'cancelled'),
    transition: optional(transition),
  }),
  'task.reused': record({ ...place, ...result, run: text, status: oneOf('done', 'caught'), transition }),
  'run.ended': record({
    status: oneOf('done', 'failed', 'cancelled'),
    error: optional(value => error(value) && runError(value)),
  }),
  'run.git': record({ commit: text, dirty: flag }),
  'run.tagged': record({ add: listOf(text), remove: listOf(text) }),
};

const runError = record({ step: orNull(text), task: orNull(text), attempt: orNull(number) });

export function isEvent(value: unknown): value is RunEvent {
  return isObject(value) && time(value.at) && byKind(events, value.type)(value);
}

function byKind(checks: Readonly<Record<string, Check>>, kind: unknown): Check {
  return (
    (typeof kind === 'string' && Object.hasOwn(checks, kind) ? checks[kind] : undefined) ?? (() => false)
  );
}
