import { mkdirSync } from 'node:fs';
import type { LogLine, RunEvent } from '../../../runtime/model/index.js';
import { EventLog } from '../../../runtime/store/event-log.js';
import { formatLine, OutputLog } from '../../../runtime/store/output-log.js';
import { runFolder } from '../../../runtime/store/paths/places.js';
import { newRunId } from '../../../runtime/store/run-id.js';

/** What is different about a run of the bench's store. */
export interface MadeRun {
  readonly flow: string;
  readonly tags: readonly string[];
  /** `lost` leaves the end out. */
  readonly status: 'done' | 'failed' | 'cancelled' | 'lost';
  readonly tasks: number;
  /** Hash of the stored code. */
  readonly snapshot: string;
  /** A word that is in one line of its output. */
  readonly word: string | null;
}

const made = { pid: 1, host: 'bench', user: 'bench', node: process.version, cwd: '/' };
const verbs = ['fitted', 'loaded', 'read', 'wrote', 'merged', 'scored', 'skipped', 'cached'];
const nouns = ['model', 'batch', 'epoch', 'file', 'table', 'row', 'penguin', 'index', 'chart'];

/** Writes a run of a fan-out as the engine would have: the same events, a line of output a task, by the same writers. */
export function writeRun(store: string, at: number, run: MadeRun): string {
  const id = newRunId(at);
  mkdirSync(runFolder(store, id));
  const log = new EventLog(store, id, error => {
    throw error;
  });
  for (const event of eventsOf(id, at, run)) log.append(event);
  log.close();
  const output = new OutputLog(store, id);
  output.append(linesOf(at, run).map(formatLine).join(''));
  output.close();
  return id;
}

function* eventsOf(
  id: string,
  at: number,
  { flow, tags, status, tasks, snapshot }: MadeRun,
): Generator<RunEvent> {
  const ref = (name: string) => ({
    hash: name.padEnd(64, '0'),
    size: 9,
    type: 'number',
    inline: 'AAAAAAAAAAA=',
  });
  const items = tasks - 2;
  const names = Array.from({ length: items }, (_, i) => String(i));
  const file = `/project/${flow}.flow.ts`;
  const parameters = { holdout: 0.2, depth: 4 };
  yield {
    ...{ type: 'run.started', at, format: 1, id, flow, file, mode: 'run', parameters, tags },
    ...{ origin: null, parent: null, code: { hash: snapshot, snapshot }, process: made },
  };
  yield { type: 'task.queued', at, step: 'start', task: '0', from: [] };
  yield { type: 'task.started', at, step: 'start', task: '0', attempt: 0, worker: 0 };
  yield {
    ...{ type: 'task.ended', at, step: 'start', task: '0', attempt: 0, status: 'done' },
    transition: { kind: 'foreach', to: 'work', count: items, items: [{ count: items, ref: ref('a') }] },
  };
  yield { type: 'tasks.queued', at, step: 'work', tasks: names, from: 'start/0' };
  for (const task of names) {
    yield { type: 'task.started', at, step: 'work', task, attempt: 0, worker: 1 };
    yield {
      ...{ type: 'task.ended', at: at + 5, step: 'work', task, attempt: 0, status: 'done' },
      set: { score: ref(task) },
      transition: { kind: 'next', to: ['join'] },
    };
  }
  const from = names.map(name => `work/${name}`);
  yield { type: 'task.queued', at: at + 6, step: 'join', task: '0', from, opener: 'start/0' };
  yield { type: 'task.started', at: at + 6, step: 'join', task: '0', attempt: 0, worker: 0 };
  if (status === 'lost') return;
  const error = { name: 'RangeError', message: 'the model is weak', stack: '' };
  const ended = status === 'failed' ? { status, error } : { status };
  yield { type: 'task.ended', at: at + 9, step: 'join', task: '0', attempt: 0, ...ended };
  const where = { step: 'join', task: '0', attempt: 0 };
  yield {
    type: 'run.ended',
    at: at + 9,
    status,
    ...(status === 'failed' ? { error: { ...error, ...where } } : {}),
  };
}

function linesOf(at: number, { tasks, word }: MadeRun): LogLine[] {
  return Array.from({ length: tasks }, (_, i) => {
    const verb = verbs[(at + i) % verbs.length];
    const noun = nouns[(at + 3 * i) % nouns.length];
    const rare = word !== null && i === tasks >> 1 ? ` ${word}` : '';
    const text = `item ${i}: ${verb} the ${noun} in ${(at * 7 + i * 13) % 1000} ms${rare}`;
    return { at: at + i, stream: 'out', step: 'work', task: String(i), attempt: 0, text };
  });
}
