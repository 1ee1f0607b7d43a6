import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTurn, median, wallTime } from './measure.mjs';
import { ms, ratio } from './row.mjs';
import { inWorkshop } from './workshop.mjs';

/**
 * What one run of a small flow costs, whole, from code, and when it is taken up again.
 *
 * @returns {import('./row.mjs').Row[]}
 */
export function runRows() {
  return inWorkshop(workshop => {
    const { store, stepwell, folder, env } = workshop;
    const bare = () => wallTime(process.execPath, ['-e', '0']).spent;
    const cold = inTurn(5, {
      bare,
      cold: () => {
        rmSync(env.STEPWELL_CACHE ?? '', { recursive: true, force: true });
        rmSync(path.join(store, 'format'), { force: true });
        return stepwell('run', 'noop.flow.ts');
      },
    });
    const noop = inTurn(15, { bare, run: () => stepwell('run', 'noop.flow.ts') });
    const { output } = wallTime(process.execPath, ['--import', 'stepwell/register', 'warm.ts'], {
      cwd: folder,
      env,
    });
    /** @type {{ alone: number, together: number }} */
    const warm = JSON.parse(output);
    return [
      {
        what: '3-step no-op run, whole process',
        value: ratio(noop.run, noop.bare),
        unit: '× node -e 0',
        limit: { atMost: 4 },
        beside: `${ms(median(noop.run))}, node -e 0 ${ms(median(noop.bare))}`,
      },
      {
        what: 'the same when the flow has just changed',
        value: ratio(cold.cold, cold.bare),
        unit: '× node -e 0',
        limit: null,
        beside: `${ms(median(cold.cold))}: bundled and parsed anew`,
      },
      {
        what: 'Flow.run() of 3 no-op steps, workers warm',
        value: warm.alone,
        unit: 'ms',
        limit: { atMost: 5 },
        beside: `200 at once: ${warm.together.toFixed(1)} ms each, none lost`,
      },
      {
        what: 'resume of 10,000 tasks, to its first task',
        value: resumeDelay(workshop),
        unit: 'ms',
        limit: { atMost: 1_000 },
        beside: 'from the command on',
      },
    ];
  });
}

/**
 * Milliseconds from the command to the moment at which the only task that is left starts.
 *
 * @param {import('./workshop.mjs').Workshop} workshop
 */
function resumeDelay({ folder, cli, env }) {
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
