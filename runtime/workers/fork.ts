import { type ChildProcess, fork } from 'node:child_process';
import { builtFile } from '../place.js';
import { compileCache } from './compile-cache.js';
import { nesting, oneDeeper } from './crowd.js';
import { ownGroups } from './group.js';

/** @param memory most megabytes of its heap; null for what Node takes by itself */
export function forkWorker(memory: number | null): ChildProcess {
  return fork(builtFile('worker.js'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: ownGroups,
    execArgv: memory === null ? [] : [`--max-old-space-size=${memory}`],
    // What a step prints goes to a log, but people want to see it as on a terminal later.
    env: { ...process.env, ...compileCache(process.env), ...oneDeeper() },
  });
}

let early: ChildProcess | null = null;

/**
 * Starts a worker's process before it is known what for: it takes longer to start than all else that a command does before a run begins. Where
 * nobody takes it, it ends with this process.
 */
export function forkEarly(): void {
  // In a run of a run it is first asked whether there may be one more.
  if (nesting() > 0) return;
  early = forkWorker(null);
  early.on('error', () => undefined);
  setHeld(early, false);
}

/** The process that was started early, if there is one that still waits. */
export function takeEarly(): ChildProcess | null {
  const child = early;
  early = null;
  if (child === null || child.pid === undefined || !child.connected) return null;
  if (child.exitCode !== null || child.signalCode !== null) return null;
  setHeld(child, true);
  return child;
}

/** Whether a process keeps this one alive. */
export function setHeld(child: ChildProcess, held: boolean): void {
  for (const handle of [child, child.channel, child.stdout, child.stderr]) {
    if (handle === null || handle === undefined) continue;
    const act = held ? 'ref' : 'unref';
    if (act in handle) (handle as unknown as Record<typeof act, () => void>)[act]();
  }
}
