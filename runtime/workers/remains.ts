import type { Worker } from 'node:worker_threads';
import { soon } from '../clock.js';

/** What goes by itself, such as the end of a connection, has so many turns to do so. */
const turns = 3;

/**
 * Knows whether tasks have left something in this process that a program of its own would not end before: a timer, a server, a connection, a process, a thread. The next
 * run must not meet it, and a run that goes on may still need it, so that such a process ends with its runs.
 */
export class Remains {
  readonly #before = counted();
  readonly #threads = new Set<Worker>();
  readonly #unreferenced = new WeakSet<Worker>();
  #isWatching = false;

  constructor() {
    // Node counts no threads among what keeps it going.
    process.on('worker', thread => this.#started(thread));
  }

  /** Whether there is more than when this was made. */
  async any(): Promise<boolean> {
    for (let turn = 0; turn < turns; turn++) {
      if (!this.#more()) return false;
      await new Promise(resolve => soon(resolve));
    }
    return this.#more();
  }

  #started(thread: Worker): void {
    this.#threads.add(thread);
    thread.once('exit', () => this.#threads.delete(thread));
    this.#watchThreads(Object.getPrototypeOf(thread));
  }

  /** From the first thread on: to load what makes threads takes time, and few steps have any. Of that one it is not seen when it is let go of at once. */
  #watchThreads(prototype: Worker): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const unreferenced = this.#unreferenced;
    const { ref, unref } = prototype;
    prototype.ref = function (this: Worker) {
      unreferenced.delete(this);
      return ref.call(this);
    };
    prototype.unref = function (this: Worker) {
      unreferenced.add(this);
      return unref.call(this);
    };
  }

  #more(): boolean {
    for (const thread of this.#threads) if (!this.#unreferenced.has(thread)) return true;
    for (const [kind, count] of counted()) if (count > (this.#before.get(kind) ?? 0)) return true;
    return false;
  }
}

/** How much there is of each kind that keeps the event loop going. */
function counted(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
