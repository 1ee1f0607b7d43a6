import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Queue, QueueEvents } from 'bullmq';

/**
 * The same fan-out as jobs of BullMQ on a Redis: `node measure.mjs PORT COUNT` prints the milliseconds a job, from
 * adding them in bulk to the last one's end, with a warm worker process on each core.
 */
const connection = { host: '127.0.0.1', port: Number(process.argv[2]) };
const count = Number(process.argv[3]);
const queue = new Queue('bench', { connection });
const events = new QueueEvents('bench', { connection });
await events.waitUntilReady();

const workers = Array.from({ length: availableParallelism() }, () =>
  fork(new URL('./worker.mjs', import.meta.url), [String(connection.port)]),
);
await Promise.all(workers.map(worker => once(worker, 'message')));
await timed(100);
console.log(await timed(count));
for (const worker of workers) worker.kill();
await events.close();
await queue.close();

/**
 * @param {number} jobs
 * @returns {Promise<number>} milliseconds a job
 */
async function timed(jobs) {
  let left = jobs;
  let sum = 0;
  /** @type {PromiseWithResolvers<void>} */
  const all = Promise.withResolvers();
  /** @param {{ returnvalue: string }} event */
  const count = ({ returnvalue }) => {
    sum += Number(returnvalue);
    if (--left === 0) all.resolve();
  };
  events.on('completed', count);
  const started = performance.now();
  for (let at = 0; at < jobs; at += 1_000) {
    await queue.addBulk(
      Array.from({ length: Math.min(1_000, jobs - at) }, (_, i) => ({ name: 'work', data: at + i })),
    );
  }
  await all.promise;
  const spent = performance.now() - started;
  events.off('completed', count);
  if (sum !== jobs * (jobs - 1)) throw new Error(`the sum is ${sum}`);
  return spent / jobs;
}
