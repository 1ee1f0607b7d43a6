import type { IndexedRun, RunTable } from './index-runs.js';

/** Runs that are looked at every time, for what happens happens to new runs; and of the others, so many a time in turn. */
const newest = 60;
const inTurn = 140;

/** Which runs to look at for changes that nothing else tells of: all of them at first, then some at a time, so that looking often costs little. */
export class Rounds {
  #all = true;
  #last: string | null = null;

  next(runs: RunTable): IndexedRun[] {
    if (this.#all) {
      this.#all = false;
      return runs.indexed('all');
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
