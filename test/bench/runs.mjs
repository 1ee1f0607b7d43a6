import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/toolchain/root.mjs';
import { inTurn, median, wallTime } from './measure.mjs';

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {number} value
 * @property {string} unit
 * @property {number | null} limit the most that is good enough, in the same unit
 * @property {string} beside what it stands beside, measured in the same run
 */

/**
 * What running a flow costs, as whole processes.
 *
 * @returns {Row[]}
 */
export function runRows() {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-bench-'));
  cpSync(path.join(root, 'test/bench/flows'), folder, { recursive: true });
  const cli = path.join(root, 'runtime/bin/stepwell.js');
  const store = path.join(folder, '.stepwell');
  const env = { ...process.env, STEPWELL_STORE: store, NO_COLOR: '1' };
  /** @param {...string} args */
  const stepwell = (...args) => wallTime(process.execPath, [cli, ...args], { cwd: folder, env }).spent;
  const bare = () => wallTime(process.execPath, ['-e', '0']).spent;
  try {
    const cold = inTurn(5, {
      bare,
      cold: () => {
        rmSync(path.join(store, 'cache'), { recursive: true, force: true });
        rmSync(path.join(store, 'format'), { force: true });
        return stepwell('run', 'noop.flow.ts');
      },
    });
    const noop = inTurn(15, { bare, run: () => stepwell('run', 'noop.flow.ts') });
    const fanout = inTurn(5, {
      run: () => stepwell('run', 'fanout.flow.ts') / 1_000,
      piscina: () =>
        Number(wallTime(process.execPath, [path.join(root, 'test/bench/piscina.mjs'), '1000']).output),
    });
    const many = inTurn(1, { run: () => stepwell('run', 'fanout.flow.ts', '--count', '10000') / 10_000 });
    const files = filesOfLargestRun(store);
    const warm = fromCode(folder, env);
    const resumed = resumeDelay(folder, cli, env);
    const base = median(noop.bare);
    const perTask = median(fanout.run);
    const pool = median(fanout.piscina);
    return [
      {
        what: '3-step no-op run, whole process',
        value: ratio(noop.run, noop.bare),
        unit: '× node -e 0',
        limit: 6,
        beside: `${ms(median(noop.run))}, node -e 0 ${ms(base)}`,
      },
      {
        what: 'the same when the flow has just changed',
        value: ratio(cold.cold, cold.bare),
        unit: '× node -e 0',
        limit: null,
        beside: `${ms(median(cold.cold))}: bundled and parsed anew`,
      },
      {
        what: 'fan-out of 1,000, a task, whole process',
        value: perTask,
        unit: 'ms',
        limit: 1.5,
        beside: `piscina, a bare thread pool that keeps nothing: ${pool.toFixed(3)} ms`,
      },
      {
        what: 'fan-out of 1,000 beside piscina',
        value: perTask / pool,
        unit: '× piscina',
        limit: 8,
        beside: 'history, logs and artifacts against none',
      },
      {
        what: 'fan-out of 10,000, a task, whole process',
        value: median(many.run),
        unit: 'ms',
        limit: 0.5,
        beside: `${files} files in its run`,
      },
      {
        what: 'Flow.run() of 3 no-op steps, workers warm',
        value: warm.alone,
        unit: 'ms',
        limit: 5,
        beside: `200 at once: ${warm.together.toFixed(1)} ms each, none lost`,
      },
      {
        what: 'resume of 10,000 tasks, to its first task',
        value: resumed,
        unit: 'ms',
        limit: 1_000,
        beside: 'from the command on',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ alone: number, together: number }}
 */
function fromCode(folder, env) {
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'runtime'), path.join(folder, 'node_modules/stepwell'), 'junction');
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const { output } = wallTime(process.execPath, ['--import', 'stepwell/register', 'warm.ts'], {
    cwd: folder,
    env,
  });
  return JSON.parse(output);
}

/**
 * Milliseconds from the command to the moment at which the only task that is left starts.
 *
 * @param {string} folder
 * @param {string} cli
 * @param {NodeJS.ProcessEnv} env
 */
function resumeDelay(folder, cli, env) {
  const idFile = path.join(folder, 'failed-run');
  spawnSync(process.execPath, [cli, 'run', 'resume.flow.ts', '--run-id-file', idFile], { cwd: folder, env });
  writeFileSync(path.join(folder, 'mended'), '');
  const failed = readFileSync(idFile, 'utf8').trim();
  const delays = Array.from({ length: 5 }, () => {
    const started = Date.now();
    const { output } = wallTime(process.execPath, [cli, 'resume', failed, '--json'], { cwd: folder, env });
    const first = output.split('\n').find(line => line.includes('"task.started"'));
    return JSON.parse(first ?? '{}').at - started;
  });
  return median(delays);
}

/**
 * The median of the ratios round by round.
 *
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function ratio(a, b) {
  return median(a.map((value, i) => value / (b[i] ?? Number.NaN)));
}

/** @param {number} value */
function ms(value) {
  return `${value.toFixed(0)} ms`;
}

/** @param {string} store */
function filesOfLargestRun(store) {
  const runs = path.join(store, 'runs');
  return Math.max(...readdirSync(runs).map(run => readdirSync(path.join(runs, run)).length));
}
