import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { builtFile } from '../place.js';
import { guard, unguard } from './guardian.js';
import type { FromWorker, ToWorker } from './protocol.js';

/** How long the output of a process that has ended is waited for, in milliseconds. */
const lastWords = 500;

/** How a worker's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outOfMemory: boolean;
}

export interface WorkerEvents {
  message(message: FromWorker): void;
  /** Output that did not go through `process.stdout`: of native code, or of processes the step started. */
  rawLines(stream: 'out' | 'err', lines: readonly string[]): void;
  exit(exit: Exit): void;
}

/** One worker process. While it is idle it does not keep this process alive. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #outOfMemory = false;

  constructor(
    readonly events: WorkerEvents,
    memory: number | null,
  ) {
    this.#child = fork(builtFile('worker.js'), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: memory === null ? [] : [`--max-old-space-size=${memory}`],
      // What a step prints goes to a log, but people want to see it as on a terminal later.
      env: { ...process.env, STEPWELL_WORKER: '1' },
    });
    this.#child.on('message', message => this.events.message(message as FromWorker));
    this.#child.on('error', () => undefined);
    const heard = Promise.all([
      this.#listen('out', this.#child.stdout),
      this.#listen('err', this.#child.stderr),
    ]);
    const { pid } = this.#child;
    if (pid !== undefined) guard(pid);
    this.#child.on('exit', async (code, signal) => {
      if (pid !== undefined) unguard(pid);
      // The last words of a dying process are still in its pipes, and another that it started may hold them open.
      await Promise.race([heard, wait(lastWords)]);
      events.exit({ code, signal, outOfMemory: this.#outOfMemory });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets go of the process: it ends by itself. */
  release(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  hold(busy: boolean): void {
    for (const handle of [this.#child, this.#child.channel, this.#child.stdout, this.#child.stderr]) {
      if (handle === null || handle === undefined) continue;
      const act = busy ? 'ref' : 'unref';
      if (act in handle) (handle as unknown as Record<typeof act, () => void>)[act]();
    }
  }

  /** Resolves when nothing more can come. */
  #listen(stream: 'out' | 'err', pipe: NodeJS.ReadableStream | null): Promise<void> {
    if (pipe === null) return Promise.resolve();
    let rest = '';
    pipe.setEncoding('utf8');
    pipe.on('data', (text: string) => {
      if (text.includes('heap out of memory')) this.#outOfMemory = true;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) this.events.rawLines(stream, lines);
    });
    return new Promise(resolve => {
      pipe.on('close', resolve);
      pipe.on('end', () => {
        if (rest !== '') this.events.rawLines(stream, [rest]);
        resolve();
      });
    });
  }
}

/** How a process ended, in words that follow "the process". */
export function exitWords({ code, signal, outOfMemory }: Exit): string {
  if (outOfMemory) return 'ran out of memory';
  if (signal !== null) return `was killed by ${signal}`;
  return `exited with code ${code}`;
}
