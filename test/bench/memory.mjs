import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/toolchain/root.mjs';
import { inTurn, median } from './measure.mjs';
import { startRedis } from './redis.mjs';
import { inWorkshop } from './workshop.mjs';

const bench = path.join(root, 'test/bench');

/**
 * The most memory that the process which schedules a fan-out of 10,000 tasks takes, without its workers.
 *
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function memoryRows() {
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
  return inWorkshop(({ folder, env, cli }) => {
    /** @param {readonly string[]} args */
    const peak = (...args) => peakOf(args, folder, env);
    const { run, one, bare, piscina, bullmq } = inTurn(3, {
      run: () => peak(cli, 'run', 'fanout.flow.ts', '--count', '10000'),
      one: () => peak(cli, 'run', 'fanout.flow.ts', '--count', '1'),
      bare: () => peak('-e', '0'),
      piscina: () => peak(path.join(bench, 'piscina.mjs'), '10000'),
      bullmq: () =>
        redis === null ? Number.NaN : peak(path.join(bench, 'bullmq/measure.mjs'), String(redis), '10000'),
    });
    const queue =
      redis === null ? 'BullMQ not measured without redis-server' : `BullMQ ${mb(median(bullmq))}`;
    return [
      {
        what: 'memory of the scheduler, 10,000 tasks, peak',
        value: median(run),
        unit: 'MB',
        limit: { atMost: 250 },
        beside: `1 task ${mb(median(one))}, node -e 0 ${mb(median(bare))}, piscina with its threads ${mb(median(piscina))}, ${queue}`,
      },
    ];
  });
}

/**
 * The most resident memory of one process, in megabytes, whatever its children take.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
function peakOf(args, cwd, env) {
  const note = path.join(cwd, 'peak');
  const watch = pathToFileURL(path.join(bench, 'peak.mjs')).href;
  const { pid, status, stderr } = spawnSync(process.execPath, ['--import', watch, ...args], {
    cwd,
    env: { ...env, STEPWELL_BENCH_PEAK: note },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(readFileSync(`${note}.${pid}`, 'utf8')) / 1024;
}

/** @param {number} value */
function mb(value) {
  return `${value.toFixed(0)} MB`;
}
