import childProcess, { type ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { callOff, later } from '../clock.js';

/** A process that a step has started and not waited for. */
export interface LeftRunning {
  readonly pid: number;
  readonly command: string;
  /** It leads a group of its own, and so goes on when the worker ends. */
  readonly isDetached: boolean;
}

/** How long a process that a step has not waited for may take to end after it, in milliseconds. */
const patience = 100;

/** So much of a command is shown. */
const longest = 100;

/** What Node's own `spawn` of a process is given. */
interface SpawnOptions {
  readonly stdio?: unknown;
  readonly detached?: unknown;
}

/** Knows the processes that a task starts. */
export class Children {
  /** Those of the task under way. */
  readonly #running = new Set<ChildProcess>();
  /** Those of all tasks that may still run. */
  readonly #alive = new Set<ChildProcess>();
  readonly #heard = new WeakSet<ChildProcess>();
  readonly #detached = new WeakSet<ChildProcess>();
  readonly #unreferenced = new WeakSet<ChildProcess>();
  #any = false;
  #first: () => void = () => undefined;

  /** Watches what this process starts from now on. */
  watch(): void {
    this.#watchSpawn();
    this.#watchSync();
  }

  /**
   * A task begins.
   *
   * @param first called before it starts its first process
   */
  begin(first: () => void): void {
    this.#any = false;
    this.#first = first;
    this.#running.clear();
    // One that could not be started has no end that it tells of.
    for (const child of this.#alive) if (!isRunning(child)) this.#alive.delete(child);
  }

  /** The task has started processes, so that something may have come out of them. */
  get any(): boolean {
    return this.#any;
  }

  /**
   * What a program that waits for nothing else would still wait for: processes that run, and that nobody has let go of. One that is about to end is
   * waited for: who has read all of its output knows its end sooner than Node tells of it.
   */
  async leftRunning(): Promise<readonly LeftRunning[]> {
    if (this.#waitedFor.length > 0) await this.#end(patience);
    return this.#waitedFor.map(child => {
      const command = child.spawnargs.join(' ').replace(/\s+/g, ' ');
      return {
        pid: child.pid,
        command: command.length > longest ? `${command.slice(0, longest)}…` : command,
        isDetached: this.#detached.has(child),
      };
    });
  }

  /** What the task has started and still runs may write into the worker's pipes, whether a program would wait for it or not. */
  get isHeard(): boolean {
    return [...this.#running].some(child => isRunning(child) && this.#heard.has(child));
  }

  /** Calls back once none of those that were left running and can be heard runs any more. */
  whenSilent(done: () => void): void {
    const heard = [...this.#running].filter(child => isRunning(child) && this.#heard.has(child));
    let left = heard.length;
    for (const child of heard) {
      child.once('exit', () => {
        if (--left === 0) done();
      });
    }
  }

  /** Ends what is left, but for what was meant to go on by itself. */
  end(): void {
    for (const child of this.#alive) {
      if (!isRunning(child) || this.#detached.has(child)) continue;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It has ended this moment.
      }
    }
  }

  get #waitedFor(): Started[] {
    return [...this.#running].filter(isRunning).filter(child => !this.#unreferenced.has(child));
  }

  async #end(milliseconds: number): Promise<void> {
    const ended = this.#waitedFor.map(child => new Promise(resolve => child.once('exit', resolve)));
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = later(resolve, milliseconds);
    await Promise.race([Promise.all(ended), promise]);
    callOff(timer);
  }

  #note(): void {
    if (this.#any) return;
    this.#any = true;
    this.#first();
  }

  #started(child: ChildProcess): void {
    this.#note();
    this.#running.add(child);
    this.#alive.add(child);
  }

  /** Node does not tell afterwards how a process was started. */
  #watchSpawn(): void {
    const started = (child: ChildProcess, options: SpawnOptions) => {
      this.#started(child);
      if (isHeard(options.stdio)) this.#heard.add(child);
      if (options.detached) this.#detached.add(child);
    };
    const unreferenced = this.#unreferenced;
    const prototype = childProcess.ChildProcess.prototype as ChildProcess & {
      spawn(options: SpawnOptions): unknown;
    };
    const { spawn, ref, unref } = prototype;
    prototype.spawn = function (this: ChildProcess, options) {
      started(this, options);
      return Reflect.apply(spawn, this, [options]);
    };
    prototype.ref = function (this: ChildProcess) {
      unreferenced.delete(this);
      return Reflect.apply(ref, this, []);
    };
    prototype.unref = function (this: ChildProcess) {
      unreferenced.add(this);
      return Reflect.apply(unref, this, []);
    };
  }

  #watchSync(): void {
    const note = () => this.#note();
    for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
      const real: unknown = childProcess[name];
      if (typeof real !== 'function') continue;
      const watched = (...given: unknown[]): unknown => {
        note();
        return Reflect.apply(real, childProcess, given);
      };
      Object.defineProperty(watched, 'name', { value: name });
      Reflect.set(childProcess, name, watched);
    }
    syncBuiltinESMExports();
  }
}

type Started = ChildProcess & { readonly pid: number };

function isRunning(child: ChildProcess): child is Started {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Whether a process writes where its parent does. */
function isHeard(stdio: unknown): boolean {
  if (stdio === 'inherit') return true;
  if (!Array.isArray(stdio)) return false;
  return [1, 2].some(at => {
    const target: unknown = stdio[at];
    return (
      target === 'inherit' ||
      target === 1 ||
      target === 2 ||
      target === process.stdout ||
      target === process.stderr
    );
  });
}
