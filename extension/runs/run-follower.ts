import type { Run } from '../../runtime/model/run.js';
import { cancelRequests } from '../../runtime/store/cancel.js';
import { type Reading, RunReader } from '../../runtime/store/run-reader.js';

/** To stop its tasks, or, when asked again, to end its processes at once. */
export type Asked = 'cancel' | 'end' | null;

/**
 * One run's reader, and whether what it read has been told yet: whoever looks at the run reads on, but the news belongs to
 * those who follow it.
 */
export class RunFollower {
  readonly #reader: RunReader;
  #news = false;
  #asked = 0;

  constructor(
    readonly store: string,
    readonly id: string,
    reading: Reading,
  ) {
    this.#reader = new RunReader(store, id, undefined, reading);
  }

  /** @param until when others want their turn, by `performance.now()` */
  read(until: number): Run | null {
    if (this.#reader.refresh(until)) this.#news = true;
    const { run } = this.#reader;
    const asked = run?.status === 'running' ? cancelRequests(this.store, this.id) : 0;
    if (asked !== this.#asked) this.#news = true;
    this.#asked = asked;
    return run;
  }

  /** What the run has been asked while it goes on, by whomever. */
  get asked(): Asked {
    return this.#asked === 0 ? null : this.#asked === 1 ? 'cancel' : 'end';
  }

  /** Reads on, and gives the run if anything about it has changed since the last call. */
  takeNews(until: number): Run | null {
    const run = this.read(until);
    if (!this.#news || run === null) return null;
    this.#news = false;
    return run;
  }

  /** Why the run can't be read; null while all is well. */
  get fault(): string | null {
    return this.#reader.fault;
  }

  /** There was no time for all that is there. */
  get isBehind(): boolean {
    return this.#reader.isBehind;
  }

  get over(): boolean {
    return this.#reader.over;
  }
}
