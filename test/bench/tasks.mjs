import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/toolchain/root.mjs';
import { inTurn, median, wallTime } from './measure.mjs';
import { startRedis } from './redis.mjs';
import { ratio } from './row.mjs';
import { inWorkshop } from './workshop.mjs';

/**
 * What a trivial task of a fan-out costs: an item in, a number out, one line of log.
 *
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function taskRows() {
  const redis = await startRedis();
  try {
    return rows(redis?.port ?? null);
  } finally {
    await redis?.stop();
  }
}

/**
 * @param {number | null} redis the port of one, where there is one
 * @returns {import('./row.mjs').Row[]}
 */
function rows(redis) {
  return inWorkshop(({ store, stepwell }) => {
    const bullmq = path.join(root, 'test/bench/bullmq/measure.mjs');
    const piscina = path.join(root, 'test/bench/piscina.mjs');
    const few = inTurn(5, {
      run: () => stepwell('run', 'fanout.flow.ts') / 1_000,
      piscina: () => Number(wallTime(process.execPath, [piscina, '1000']).output),
    });
    const many = inTurn(3, {
      thousand: () => stepwell('run', 'fanout.flow.ts') / 1_000,
      run: () => stepwell('run', 'fanout.flow.ts', '--count', '10000') / 10_000,
      piscina: () => Number(wallTime(process.execPath, [piscina, '10000']).output),
      bullmq: () =>
        redis === null
          ? Number.NaN
          : Number(wallTime(process.execPath, [bullmq, String(redis), '10000']).output),
    });
    return [
      {
        what: 'fan-out of 1,000, a task, whole process',
        value: median(few.run),
        unit: 'ms',
        limit: { atMost: 1.5 },
        beside: `piscina, a bare thread pool that keeps nothing: ${median(few.piscina).toFixed(3)} ms`,
      },
      {
        what: 'fan-out of 10,000, a task, whole process',
        value: median(many.run),
        unit: 'ms',
        limit: { atMost: 0.5 },
        beside: `piscina: ${median(many.piscina).toFixed(3)} ms`,
      },
      {
        what: 'fan-out of 10,000 beside piscina',
        value: ratio(many.run, many.piscina),
        unit: '× piscina',
        limit: { atMost: 8 },
        beside: 'history, logs and artifacts against none',
      },
      {
        what: 'fan-out of 10,000 beside BullMQ',
        value: redis === null ? 0 : ratio(many.run, many.bullmq),
        unit: '× BullMQ',
        limit: redis === null ? null : { atMost: 1 },
        beside:
          redis === null
            ? 'not measured: there is no redis-server on this machine (Debian: apt install redis-server)'
            : `a local Redis, added in bulk, a line of log each: ${median(many.bullmq).toFixed(3)} ms`,
      },
      {
        what: 'fan-out of 10,000 beside one of 1,000',
        value: 10 * ratio(many.run, many.thousand),
        unit: '× as long',
        limit: { atMost: 11 },
        beside: 'ten times the tasks',
      },
      {
        what: 'files that a run of 10,000 tasks leaves',
        value: filesOfLargestRun(store),
        unit: 'files',
        limit: { atMost: 100 },
        beside: 'Metaflow: some 48 a task',
      },
    ];
  });
}

/** @param {string} store */
function filesOfLargestRun(store) {
  const runs = path.join(store, 'runs');
  return Math.max(...readdirSync(runs).map(run => readdirSync(path.join(runs, run)).length));
}
