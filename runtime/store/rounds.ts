import type { IndexedRun, RunTable } from './index-runs.js';

/** Runs that are looked at every time, for what happens happens to new runs; and of the others, so many a time in turn. */
const newest = 60;
const inTurn = 140;

/** Which runs to look at for changes that nothing else tells of: all of them at first, then some at a time, so that looking often costs little. */
export class Rounds {
  #all = true;
  #last: string | null = null;

  /** There are some that were not looked at yet. */
  get isFirst(): boolean {
    return this.#all;
  }

  /** @param most of the first round; further ones come with the next call */
  next(runs: RunTable, most = Number.POSITIVE_INFINITY): IndexedRun[] {
    if (this.#all) {
      const page = most === Number.POSITIVE_INFINITY ? runs.indexed('all') : runs.older(this.#last, most);
      this.#all = page.length === most;
      this.#last = this.#all ? (page.at(-1)?.id ?? null) : null;
      return page;
    }
    const always = runs.older(null, newest);
    const from = this.#last ?? always.at(-1)?.id;
    const some = from === undefined ? [] : runs.older(from, inTurn);
    this.#last = some.length < inTurn ? null : (some.at(-1)?.id ?? null);
    return [...always, ...some];
  }

  /** The next look is at all of them. */
  restart(): void {
    this.#all = true;
    this.#last = null;
  }
}
