import type { ChildProcess } from 'node:child_process';
import { later, soon } from '../clock.js';
import { forkWorker, setHeld, takeEarly } from './fork.js';
import { endGroup } from './group.js';
import { guard, unguard } from './guardian.js';
import type { FromWorker, ToWorker } from './protocol.js';

/** How long the output of a process that has ended is waited for, in milliseconds. */
const lastWords = 500;

/** How a worker's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outOfMemory: boolean;
  /** Why there never was a process. */
  readonly unborn: string | null;
}

export interface WorkerEvents {
  message(message: FromWorker): void;
  /** Output that did not go through `process.stdout`: of native code, or of processes the step started. */
  raw(stream: 'out' | 'err', bytes: Buffer): void;
  exit(exit: Exit): void;
}

/** How a process ends that V8 has ended itself: by itself, or as a shell tells of it. */
const abortSignals: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL']);
const abortCodes: ReadonlySet<number> = new Set([132, 133, 134]);

const live = new Set<WorkerProcess>();

/** One worker process. While it is idle it does not keep this process alive. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  /** It has printed what V8 does when its heap is full; so may anything that it runs. */
  #saidMemory = false;

  constructor(
    readonly events: WorkerEvents,
    memory: number | null,
  ) {
    this.#child = (memory === null ? takeEarly() : null) ?? forkWorker(memory);
    if (live.size === 0) process.on('exit', releaseAll);
    live.add(this);
    const child = this.#child;
    // What the process printed before it sent this comes first: both are there, and pipes are read before immediates run.
    child.on('message', message => soon(() => events.message(message as FromWorker)));
    const heard = Promise.all([
      this.#listen('out', child.stdout),
      this.#listen('err', child.stderr),
      new Promise<void>(resolve => child.on('disconnect', resolve)),
    ]);
    const { pid } = child;
    if (pid !== undefined) guard(pid);
    child.on('error', error => {
      if (pid === undefined) this.#ended({ code: null, signal: null, unborn: error.message });
    });
    child.on('exit', async (code, signal) => {
      if (pid !== undefined) unguard(pid);
      if (pid !== undefined) endGroup(pid);
      // The last words of a dying process are still in its pipes, and another that it started may hold them open.
      await Promise.race([heard, after(lastWords)]);
      child.stdout?.destroy();
      child.stderr?.destroy();
      soon(() => this.#ended({ code, signal, unborn: null }));
    });
  }

  #ended(exit: Omit<Exit, 'outOfMemory'>): void {
    live.delete(this);
    if (live.size === 0) process.off('exit', releaseAll);
    const isAborted = abortSignals.has(String(exit.signal)) || abortCodes.has(exit.code ?? 0);
    this.events.exit({ ...exit, outOfMemory: this.#saidMemory && isAborted });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Ends the process and what its step started, at once. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    // A number that is free again may be another process's.
    if (pid !== undefined && exitCode === null && signalCode === null) endGroup(pid);
  }

  /** Lets go of the process: it ends by itself. */
  release(): void {
    this.send({ type: 'release' });
    if (this.#child.connected) this.#child.disconnect();
  }

  hold(busy: boolean): void {
    setHeld(this.#child, busy);
  }

  /** Resolves when nothing more can come. */
  #listen(stream: 'out' | 'err', pipe: NodeJS.ReadableStream | null): Promise<void> {
    if (pipe === null) return Promise.resolve();
    pipe.on('data', (bytes: Buffer) => {
      if (bytes.includes('heap out of memory')) this.#saidMemory = true;
      this.events.raw(stream, bytes);
    });
    return new Promise(resolve => {
      pipe.on('close', resolve);
      pipe.on('end', resolve);
    });
  }
}

/** A parent that ends in good order lets go of its workers; one that does not was killed. */
function releaseAll(): void {
  for (const worker of live) worker.release();
}

function after(milliseconds: number): Promise<void> {
  return new Promise(resolve => later(resolve, milliseconds).unref());
}

/** How a process ended, in words that follow "the process". */
export function exitWords({ code, signal, outOfMemory, unborn }: Exit): string {
  if (unborn !== null) return `could not be started (${unborn})`;
  if (outOfMemory) return 'ran out of memory';
  if (signal !== null) return `was killed by ${signal}`;
  return `exited with code ${code}`;
}
