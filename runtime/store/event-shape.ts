import type { RunEvent } from '../model/event.js';
import { isHash, isMemberName, isRunId, isTaskId, isTaskName } from '../model/names.js';
import { longestTag, mostTags } from '../model/tags.js';
import {
  anything,
  byKind,
  type Check,
  flag,
  isObject,
  listOf,
  number,
  oneOf,
  optional,
  orNull,
  record,
  recordOf,
  text,
  textThat,
  textUpTo,
  whole,
} from './checks.js';

const time: Check = value => number(value) && Math.abs(Number(value)) <= 8.64e15;
/** Of flows, steps, artifacts and parameters. */
const name = textThat(isMemberName);
/** More artifacts than that, or parameters, no flow has. */
const mostNames = 20_000;
const names = listOf(name, mostNames);
/** Nobody reads more, and a run has them all at once. */
const tags = listOf(textUpTo(longestTag), mostTags);
const run = textThat(isRunId);
const hash = textThat(isHash);
const position = textThat(isTaskName);
const taskId = textThat(isTaskId);
/** Paths and what systems call things. */
const label = textUpTo(4_096);

const ref = record({ hash, size: whole, type: textUpTo(1_000), inline: optional(textUpTo(4_096)) });
const refs = recordOf(ref, isMemberName, mostNames);
const error = record({
  name: text,
  message: text,
  stack: text,
  at: optional(record({ file: label, line: whole, column: whole })),
  exit: optional(text),
});
const state = record({
  set: refs,
  disputed: recordOf(record({ join: taskId, inputs: listOf(taskId), of: whole }), isMemberName, mostNames),
});
const transitions: Readonly<Record<string, Check>> = {
  end: anything,
  next: record({ to: names }),
  foreach: record({
    to: name,
    count: whole,
    items: listOf(record({ count: whole, ref })),
    concurrency: optional(number),
  }),
};
const transition: Check = value => isObject(value) && byKind(transitions, value.kind)(value);

/** Where an event stands in the run. */
const place = { step: name, task: position };
const result = {
  set: optional(refs),
  unset: optional(names),
  reads: optional(names),
  error: optional(error),
};

/** Everything that readers rely on, so that behind this border they need not ask again. */
const events: Readonly<Record<RunEvent['type'], Check>> = {
  'run.started': record({
    id: text,
    flow: name,
    file: label,
    mode: oneOf('run', 'resume', 'step'),
    parameters: recordOf(anything, isMemberName, mostNames),
    values: optional(ref),
    secrets: optional(recordOf(orNull(hash), isMemberName, mostNames)),
    tags,
    origin: orNull(run),
    parent: orNull(record({ run, ...place })),
    code: record({ hash, snapshot: hash }),
    process: record({ pid: number, host: label, user: label, node: label, cwd: label }),
  }),
  'task.queued': record({
    ...place,
    from: listOf(taskId),
    opener: optional(taskId),
    before: optional(state),
  }),
  'tasks.queued': record({ step: name, tasks: listOf(position), from: taskId }),
  'task.started': record({ ...place, attempt: whole, worker: whole }),
  'task.ended': record({
    ...place,
    ...result,
    attempt: whole,
    status: oneOf('done', 'retrying', 'failed', 'caught', 'cancelled'),
    transition: optional(transition),
  }),
  'task.reused': record({ ...place, ...result, run, status: oneOf('done', 'caught'), transition }),
  'run.ended': record({
    status: oneOf('done', 'failed', 'cancelled'),
    error: optional(value => error(value) && runError(value)),
  }),
  'run.git': record({ commit: textThat(text => /^[0-9a-f]{7,64}$/.test(text)), dirty: flag }),
  'run.tagged': record({ add: tags, remove: tags }),
};

const runError = record({ step: orNull(name), task: orNull(position), attempt: orNull(number) });

export function isEvent(value: unknown): value is RunEvent {
  return isObject(value) && time(value.at) && byKind(events, value.type)(value);
}
