/** Measures what the editor's own process does about a run of a hundred thousand tasks that is drawn, and prints that as JSON. Bundled by graph.mjs. */
import { TaskPages } from '../../extension/runs/task-pages.js';
import type { RunEvent } from '../../runtime/model/event.js';
import { RunFold } from '../../runtime/model/fold.js';
import { overlayOf } from '../../runtime/model/overlay.js';
import type { Run } from '../../runtime/model/run.js';

const many = 100_000;
const events = function* (): Generator<RunEvent> {
  const tasks = Array.from({ length: many }, (_, index) => String(index));
  yield {
    type: 'run.started',
    at: 0,
    format: 2,
    id: 'r',
    flow: 'F',
    file: '/f.ts',
    mode: 'run',
    parameters: {},
    tags: [],
    origin: null,
    parent: null,
    code: { hash: 'c', snapshot: 's' },
    process: { pid: 1, host: 'h', user: 'u', node: 'v24', cwd: '/' },
  } as unknown as RunEvent;
  yield { type: 'task.queued', at: 0, step: 'start', task: '0', from: [] } as RunEvent;
  yield { type: 'tasks.queued', at: 1, step: 'each', tasks, from: 'start/0' };
  // Half of them are slow: that is the dearest to put in order.
  for (const [index, task] of tasks.entries()) {
    const at = 10 + index;
    yield { type: 'task.started', at, step: 'each', task, attempt: 0, worker: 0 };
    yield {
      type: 'task.ended',
      at: at + (index % 2 === 0 ? 10 : 1_000 + ((index * 7_919) % 90_000)),
      step: 'each',
      task,
      attempt: 0,
      status: index % 100 === 0 ? 'failed' : 'done',
      transition: { kind: 'next', to: ['join'] },
    } as unknown as RunEvent;
  }
};

const fold = new RunFold('r', Number.POSITIVE_INFINITY);
const all = [...events()];
const last = all.splice(-400);
for (const event of all) fold.apply(event);
const counted: number[] = [];
for (const event of last) {
  fold.apply(event);
  const began = performance.now();
  const { steps } = overlayOf(runNow());
  counted.push(performance.now() - began);
  if (steps.each?.total !== many || !steps.each.times) throw new Error('It is another run.');
}

function runNow(): Run {
  const run = fold.run(false);
  if (run === null) throw new Error('There is no run.');
  return run;
}

/** How long a list takes, and how long others had to wait at most meanwhile. */
async function listed(query: string): Promise<{ whole: number; longest: number }> {
  let longest = 0;
  let before = performance.now();
  let goes = true;
  const beat = () => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
    if (goes) setImmediate(beat);
  };
  setImmediate(beat);
  const began = performance.now();
  const page = await new TaskPages().page(
    { store: '/nowhere', asked: null, run: runNow() },
    { step: 'each', query, from: 0, count: 60 },
  );
  const whole = performance.now() - began;
  goes = false;
  await new Promise(resolve => setImmediate(resolve));
  if (page?.total !== many) throw new Error('It is another list.');
  return { whole, longest };
}

// Once for the engine to know the code.
await listed('');
const lists = [];
for (const query of ['', 'is:slow', '99', '']) lists.push(await listed(query));
console.log(JSON.stringify({ counted, lists }));
