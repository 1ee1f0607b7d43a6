import { Branches } from './branches.js';
import type { TaskNode } from './node.js';

/** So many places at the front may be empty before the queue is moved up. */
const slack = 1024;

/** The tasks that may run, first come first served. */
export class Ready {
  readonly #queue: (TaskNode | Branches)[] = [];
  #front = 0;

  add(some: TaskNode | Branches): void {
    this.#queue.push(some);
  }

  get isEmpty(): boolean {
    this.#moveUp();
    return this.#front >= this.#queue.length;
  }

  /** The step of the next one; null when there is none. */
  get step(): string | null {
    this.#moveUp();
    const first = this.#queue[this.#front];
    if (first === undefined) return null;
    return first instanceof Branches ? first.common.step : first.step;
  }

  next(): TaskNode | null {
    this.#moveUp();
    const first = this.#queue[this.#front];
    if (first instanceof Branches) return first.next();
    if (first === undefined) return null;
    this.#front++;
    return first;
  }

  /** Passes over fan-outs of which all has been taken. */
  #moveUp(): void {
    for (;;) {
      const first = this.#queue[this.#front];
      if (!(first instanceof Branches) || first.left > 0) break;
      this.#front++;
    }
    if (this.#front > slack) {
      this.#queue.splice(0, this.#front);
      this.#front = 0;
    }
  }
}
