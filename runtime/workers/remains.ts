import { soon } from '../clock.js';

/**
 * Knows whether tasks have left something in this process that a program of its own would not end before: a timer, a server, a connection, a process. The next
 * run must not meet it, and a run that goes on may still need it, so that such a process ends with its runs.
 */
export class Remains {
  readonly #before = counted();

  /** Whether there is more than when this was made; what is about to go by itself has its turn first. */
  async any(): Promise<boolean> {
    if (!this.#more()) return false;
    await new Promise(resolve => soon(resolve));
    return this.#more();
  }

  #more(): boolean {
    for (const [kind, count] of counted()) if (count > (this.#before.get(kind) ?? 0)) return true;
    return false;
  }
}

/** How much there is of each kind that keeps the event loop going. */
function counted(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== 'Immediate') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
