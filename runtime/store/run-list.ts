import { elapsed, now } from '../clock.js';
import { lookAt } from './paths/files.js';
import { storeFolderPath } from './paths/places.js';
import { eachRunId, newestFirst } from './run-ids.js';

/** A change within so many milliseconds of another may leave the same time on the folder. */
const coarsest = 2_000;
/** Not every file system keeps the time of a folder's last change: so often it is listed in any case, in milliseconds. */
const distrust = 5_000;

/** So many are listed between two looks at the clock. */
const some = 256;

/** Which runs a store holds. Ten thousand take long to list, so it is done when one may have come or gone, and in turns where others wait. */
export class RunList {
  #sign: string | null = null;
  #listedAt = Number.NEGATIVE_INFINITY;
  /** What is being listed, and what of it there is so far. */
  #listing: Generator<string | null> | null = null;
  #found: string[] = [];

  constructor(
    readonly store: string,
    readonly most: number,
  ) {}

  /**
   * Ids of all runs, newest first; null when they are surely those of the last call.
   *
   * @param until when others want their turn, by `performance.now()`: the next call goes on
   */
  news(until = Number.POSITIVE_INFINITY): string[] | null | 'unfinished' {
    if (this.#listing === null) {
      if (!this.#mayHaveChanged()) return null;
      this.#listing = eachRunId(this.store, this.most);
      this.#found = [];
    }
    for (let count = 1; ; count++) {
      const next = this.#listing.next();
      if (next.done) break;
      if (next.value !== null) this.#found.push(next.value);
      if (count % some === 0 && elapsed() >= until) return 'unfinished';
    }
    this.#listing = null;
    return newestFirst(this.#found.splice(0));
  }

  #mayHaveChanged(): boolean {
    const at = now();
    const { sign, changed } = this.#look();
    const recent = elapsed() - this.#listedAt < distrust;
    if (recent && sign !== null && sign === this.#sign) return false;
    // What is still being changed can't be told by its time; nor can what was changed by a clock that is ahead of ours.
    this.#sign = at - changed > coarsest ? sign : null;
    this.#listedAt = elapsed();
    return true;
  }

  /** Nothing more is asked of it. */
  close(): void {
    this.#listing?.return(undefined);
    this.#listing = null;
  }

  /** The next call lists them. */
  forget(): void {
    this.#sign = null;
  }

  #look(): { sign: string | null; changed: number } {
    const found = lookAt(storeFolderPath(this.store, 'runs'));
    if (found === null) return { sign: null, changed: 0 };
    return { sign: `${found.dev}:${found.ino}:${found.mtimeMs}`, changed: found.mtimeMs };
  }
}
