import { elapsed, soon } from '../clock.js';
import { errorOf, failed } from './job.js';
import type { Ended, TaskOrder } from './protocol.js';

/** What a worker is to execute, one task after the other. */
export class TaskQueue {
  readonly #execute: (order: TaskOrder) => Promise<Omit<Ended, 'took'>>;
  readonly #tell: (ended: Ended) => void;
  readonly #orders: TaskOrder[] = [];
  /** Of tasks that are aborted before they begin, the reason in words. */
  readonly #aborted = new Map<number, string>();
  #isWorking = false;
  /** One task has ended, and the next, which counts as begun, is about to begin. */
  #isBetween = false;

  constructor(execute: (order: TaskOrder) => Promise<Omit<Ended, 'took'>>, tell: (ended: Ended) => void) {
    this.#execute = execute;
    this.#tell = tell;
  }

  add(orders: readonly TaskOrder[]): void {
    this.#orders.push(...orders);
    if (!this.#isWorking) void this.#work();
  }

  abort(id: number, words: string): void {
    if (this.#orders.some(order => order.id === id)) this.#aborted.set(id, words);
  }

  /** The tasks that have not begun and now will not. */
  giveBack(): number[] {
    const ids = this.#orders.splice(this.#isBetween ? 1 : 0).map(({ id }) => id);
    for (const id of ids) this.#aborted.delete(id);
    return ids;
  }

  /** Never throws: a task that can't be executed has an outcome that says so. */
  async #work(): Promise<void> {
    this.#isWorking = true;
    for (let order = this.#orders.shift(); order !== undefined; order = this.#orders.shift()) {
      const ended = await this.#one(order);
      this.#tell(ended);
      // Nothing else may run beside what goes on, and nothing more comes to this process.
      if (ended.underWay || ended.isTalking) return;
      // What the task left behind has its turn, and messages are heard.
      this.#isBetween = this.#orders.length > 0;
      if (this.#isBetween) await new Promise(resolve => soon(resolve));
      this.#isBetween = false;
    }
    this.#isWorking = false;
  }

  async #one(order: TaskOrder): Promise<Ended> {
    const { id } = order;
    const words = this.#aborted.get(id);
    if (words !== undefined) {
      this.#aborted.delete(id);
      const outcome = failed({ name: 'AbortError', message: words, stack: '' });
      return { type: 'ended', id, outcome, ...quiet, took: 0 };
    }
    const began = elapsed();
    try {
      const ended = await this.#execute(order);
      return { ...ended, took: elapsed() - began };
    } catch (error) {
      return { type: 'ended', id, outcome: failed(errorOf(error)), ...quiet, took: 0 };
    }
  }
}

const quiet = { underWay: false, isTalking: false, leaves: null };
