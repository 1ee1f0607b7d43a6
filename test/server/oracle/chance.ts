import { random } from '../../runtime/recordedRun.js';

/** Choices that a seed makes, the same ones each time. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** True in one of so many cases. */
  oneIn(cases: number): boolean {
    return this.#next() * cases < 1;
  }

  /** A whole number from 0, below another. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  pick<One>(all: readonly One[]): One {
    const one = all[this.below(all.length)];
    if (one === undefined) throw new Error('there is nothing to choose from');
    return one;
  }

  /** Some of them, each in one of so many cases. */
  some<One>(all: readonly One[], cases: number): One[] {
    return all.filter(() => this.oneIn(cases));
  }
}
