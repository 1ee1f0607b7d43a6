import { type ChildProcess, spawn } from 'node:child_process';
import { builtFile } from '../place.js';

/**
 * Ends the workers of a process that was killed. A worker ends by itself when its parent is gone, but not one whose step
 * spins and never comes back to its event loop; so a tiny process beside this one holds a pipe, is told which workers
 * there are, and ends what is left of them when the pipe closes without a good-bye.
 */
const workers = new Set<number>();
let guardian: ChildProcess | null = null;

export function guard(pid: number): void {
  workers.add(pid);
  tell();
}

export function unguard(pid: number): void {
  workers.delete(pid);
  tell();
}

function tell(): void {
  guardian ??= start();
  guardian.stdin?.write(`${[...workers].join(' ')}\n`, () => undefined);
}

function start(): ChildProcess {
  const [command, args] = process.platform === 'win32' ? [process.execPath, ['-e', script]] : shell;
  // A group of its own: Ctrl+C in the terminal is not meant for it.
  const child = spawn(command, args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  // Without it a spinning worker outlives a killed parent, and nothing else changes.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}

/**
 * A shell starts in a millisecond, and is everywhere but on Windows. Workers that can end by themselves do so at once, and what is left of their
 * groups is ended then; those that do not are ended a second later. By then a number may be another process's, which is looked at first; while
 * anything is left of a group nobody else gets its number.
 */
const shell = [
  '/bin/sh',
  [
    '-c',
    `trap "" INT TERM HUP
    while read -r line; do pids=$line; done
    for turn in 1 2 3 4 5 6 7 8 9 10; do
      [ -n "$pids" ] || exit
      sleep 0.1
      left=
      for pid in $pids; do
        if kill -0 "$pid"; then left="$left $pid"; else kill -9 "-$pid"; fi
      done
      pids=$left
    done
    for pid in $pids; do
      if [ -r "/proc/$pid/cmdline" ]; then now=$(tr '\\0' ' ' <"/proc/$pid/cmdline"); else now=$(ps -o command= -p "$pid"); fi
      case $now in ''|*"$1"*) kill -9 "-$pid" || kill -9 "$pid" ;; esac
    done`,
    'stepwell-guardian',
    builtFile('worker.js'),
  ],
] as const;

const script = `
let text = '';
process.on('SIGINT', () => {});
process.stdin.on('data', chunk => { text = (text + chunk).split('\\n').slice(-2).join('\\n'); });
process.stdin.on('end', () => setTimeout(() => {
  for (const pid of text.trim().split(' ')) if (pid) try { process.kill(Number(pid), 'SIGKILL'); } catch {}
}, 1000));`;
