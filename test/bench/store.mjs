import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { root } from '../../scripts/toolchain/root.mjs';
import { inTurn, median, wallTime } from './measure.mjs';
import { ms } from './row.mjs';
import { inWorkshop } from './workshop.mjs';

const runs = 10_000;

/**
 * How a store of 10,000 runs, a million tasks and a million lines of output is looked at. See `store/work.ts` for what one process does.
 *
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export function storeRows() {
  return inWorkshop(async workshop => {
    const { store, stepwell } = workshop;
    const work = worker(workshop);
    const made = work('make', runs);
    const reindexed = work('reindex');
    const warm = work('warm');
    const unread = work('everything');
    const output = ['-r', '--include=output.log', path.join(store, 'runs')];
    const grep = {
      frequent: commandTime('grep', ['-wc', 'item', ...output]),
      rare: commandTime('grep', ['-wh', 'needle', ...output]),
    };
    const cold = inTurn(5, {
      bare: () => wallTime(process.execPath, ['-e', '0']).spent,
      runs: () => stepwell('runs', '--limit', '50'),
      tagged: () => stepwell('runs', '--tag', 'kept'),
    });
    const asked = work('history');
    stepwell('reindex', '--check');
    const followed = await followedLines(workshop);
    const { pages, searches } = warm;
    const frequent = ['in every line', 'frequent words', 'a number'].map(name => searches[name]);
    const rare = ['rare', 'rare and frequent', 'none'].map(name => searches[name]);
    return [
      {
        what: 'reindex, lines of output taken in',
        value: reindexed.lines / (reindexed.spent / 1000),
        unit: 'lines/s',
        limit: { atLeast: 50_000 },
        beside: `${reindexed.runs} runs, ${made.tasks} tasks, ${reindexed.lines} lines: ${ms(reindexed.spent)}, the list of runs alone ${ms(reindexed.rows)}`,
      },
      {
        what: 'first page of 10,000 runs, asked again',
        value: Math.max(...Object.values(pages)),
        unit: 'ms',
        limit: { atMost: 10 },
        beside: `slowest of ${Object.keys(pages).length} filters; read from every log: ${ms(unread)}`,
      },
      {
        what: 'stepwell runs, a process of its own',
        value: median(cold.runs),
        unit: 'ms',
        limit: null,
        beside: `by a rare tag ${ms(median(cold.tagged))}, node -e 0 ${ms(median(cold.bare))}; the look itself ${ms(warm.opened)}`,
      },
      {
        what: 'search for frequent words',
        value: Math.max(...frequent),
        unit: 'ms',
        limit: { atMost: 50 },
        beside: `newest run first; grep over the logs: ${grep.frequent}`,
      },
      {
        what: 'search for rare words',
        value: Math.max(...rare),
        unit: 'ms',
        limit: { atMost: 50 },
        beside: `grep over the logs: ${grep.rare}; the first search of a process ${ms(warm.firstSearch)}`,
      },
      {
        what: 'search for the beginning of a frequent word',
        value: searches['beginning of a frequent word'],
        unit: 'ms',
        limit: null,
        beside: 'every word that begins so is looked up',
      },
      {
        what: 'openStore().latest of a rare flow',
        value: asked.flow,
        unit: 'ms',
        limit: { atMost: 250 },
        beside: `all runs with a rare tag ${ms(asked.tag)}, 50 runs whole ${ms(asked.page)}; nothing is written`,
      },
      {
        what: 'a line printed, seen by logs --follow',
        value: median(followed.stepwell),
        unit: 'ms',
        limit: { atMost: 100 },
        beside: `slowest of ${followed.stepwell.length}: ${ms(Math.max(...followed.stepwell))}; tail -f: ${followed.tail}`,
      },
    ];
  });
}

/**
 * @param {import('./workshop.mjs').Workshop} workshop
 * @returns {(work: string, count?: number) => any} what the process printed
 */
function worker(workshop) {
  const { store, env } = workshop;
  const script = builtWork(workshop);
  return (work, count = 0) =>
    JSON.parse(wallTime(process.execPath, [script, store, work, String(count)], { env }).output);
}

/** @param {import('./workshop.mjs').Workshop} workshop */
function builtWork({ folder }) {
  const outfile = path.join(folder, 'work.mjs');
  const entryPoints = [path.join(root, 'test/bench/store/work.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' });
  return outfile;
}

/**
 * Milliseconds from the moment at which another process prints a line to the one at which a follower gives it.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 */
async function followedLines(workshop) {
  const { store, cli, env } = workshop;
  const script = builtWork(workshop);
  const writer = spawn(process.execPath, [script, store, 'follow', '60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'close');
  const [run] = await once(createInterface(writer.stdout), 'line');
  const log = path.join(store, 'runs', run, 'output.log');
  const stepwell = delays(process.execPath, [cli, 'logs', run, '--follow', '--json'], env);
  const tail = delays('tail', ['-n', '0', '-f', log], env);
  await ended;
  const seen = await stepwell.stop();
  if (seen.length === 0) throw new Error('logs --follow showed no line');
  const byTail = await tail.stop();
  return { stepwell: seen, tail: byTail.length > 0 ? ms(median(byTail)) : 'not there' };
}

/**
 * Follows a log with a command, once it has begun to give lines.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function delays(command, args, env) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise(resolve => child.once('close', resolve).once('error', resolve));
  /** @type {number[]} */
  const found = [];
  let begun = Number.POSITIVE_INFINITY;
  createInterface(child.stdout).on('line', line => {
    const now = performance.timeOrigin + performance.now();
    begun = Math.min(begun, now);
    const written = Number(/written at ([\d.]+)/.exec(line)?.[1]);
    if (written > begun) found.push(now - written);
  });
  return {
    stop: async () => {
      child.kill();
      await ended;
      return found;
    },
  };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function commandTime(command, args) {
  const started = performance.now();
  const { error } = spawnSync(command, args, { maxBuffer: 1 << 28 });
  return error ? `there is no ${command}` : ms(performance.now() - started);
}
