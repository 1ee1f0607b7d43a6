import type { Run } from '../../runtime/model/run.js';
import { RunReader } from '../../runtime/store/run-reader.js';

/**
 * One run's reader, and whether what it read has been told yet: whoever looks at the run reads on, but the news belongs to
 * those who follow it.
 */
export class RunFollower {
  readonly #reader: RunReader;
  #news = false;

  constructor(
    readonly store: string,
    id: string,
  ) {
    this.#reader = new RunReader(store, id);
  }

  read(): Run | null {
    if (this.#reader.refresh()) this.#news = true;
    return this.#reader.run;
  }

  /** Reads on, and gives the run if anything about it has changed since the last call. */
  takeNews(): Run | null {
    const run = this.read();
    if (!this.#news || run === null) return null;
    this.#news = false;
    return run;
  }

  get over(): boolean {
    return this.#reader.over;
  }
}
