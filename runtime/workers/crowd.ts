import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { elapsed } from '../clock.js';
import { Refusal } from '../model/refusal.js';
import { builtFile } from '../place.js';

/** Runs in runs, such as a step that runs a flow, or a script that does; deeper nobody means it. */
const deepest = 20;
/** Workers of one user on one machine, where some were started by others. */
const most = Math.max(256, 16 * availableParallelism());
/** How long a count holds, in milliseconds. */
const fresh = 200;

/** Each worker has its own in its environment, and hands it to whatever its steps start. */
const variable = 'STEPWELL_WORKER';

/** How many workers there are between this process and the one that nobody's step has started. */
export function nesting(env: NodeJS.ProcessEnv = process.env): number {
  return Number.parseInt(env[variable] ?? '', 10) || 0;
}

/** What a worker is told of that. */
export function oneDeeper(): NodeJS.ProcessEnv {
  return { [variable]: String(nesting() + 1) };
}

/**
 * Ends what starts itself again and again, whatever its cause: a step that runs a script that runs the flow.
 *
 * @throws Refusal when a run that is started now would be one too many
 */
export function refuseRunaway(depth: number = nesting(), count: () => number | null = workersOfUser): void {
  // Whoever starts runs from a process of their own knows how many.
  if (depth === 0) return;
  if (depth >= deepest) {
    throw new Refusal(
      'too-many-processes',
      `no run is started here: it would be the run of a run of a run, ${depth} deep. Does a step run its own flow, or a script that does?`,
    );
  }
  const workers = count();
  if (workers === null || workers < most) return;
  throw new Refusal(
    'too-many-processes',
    `no run is started here: ${workers} workers are at work for this user, and this one was asked for by one of them. Do steps run flows that run flows?`,
  );
}

let counted: { readonly at: number; readonly workers: number | null } | null = null;

function workersOfUser(): number | null {
  const at = elapsed();
  if (counted === null || at - counted.at > fresh) counted = { at, workers: countWorkers() };
  return counted.workers;
}

/** Workers of this version that there are on this machine; null where the system does not say. */
export function countWorkers(): number | null {
  const worker = builtFile('worker.js');
  try {
    if (process.platform === 'win32') return null;
    if (process.platform !== 'linux') {
      const all = execFileSync('ps', ['-xo', 'command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
      return all.split('\n').filter(line => line.includes(worker)).length;
    }
    return readdirSync('/proc').filter(name => /^\d+$/.test(name) && commandOf(name).includes(worker)).length;
  } catch {
    return null;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    // It has ended, or is another user's.
    return '';
  }
}
