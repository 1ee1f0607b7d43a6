import { lookAt } from './paths/files.js';
import { storeFolderPath } from './paths/places.js';
import { runIds } from './run-ids.js';

/** A change within so many milliseconds of another may leave the same time on the folder. */
const coarsest = 2_000;
/** Not every file system keeps the time of a folder's last change: so often it is listed in any case, in milliseconds. */
const distrust = 5_000;

/** Which runs a store holds. Ten thousand take long to list, so it is done when one may have come or gone. */
export class RunList {
  #sign: string | null = null;
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly store: string,
    readonly most?: number,
  ) {}

  /** Ids of all runs, newest first; null when they are surely those of the last call. */
  news(): string[] | null {
    const now = Date.now();
    const { sign, changed } = this.#look();
    const recent = performance.now() - this.#listedAt < distrust;
    if (recent && sign !== null && sign === this.#sign) return null;
    // What is still being changed can't be told by its time; nor can what was changed by a clock that is ahead of ours.
    this.#sign = now - changed > coarsest ? sign : null;
    this.#listedAt = performance.now();
    return runIds(this.store, this.most);
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
