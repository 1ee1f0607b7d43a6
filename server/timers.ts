/** Runs what was asked for last, once nothing more has been asked for a while. One a key. */
export class Debounce<Key> {
  readonly #delay: number;
  readonly #timers = new Map<Key, NodeJS.Timeout>();

  constructor(delay: number) {
    this.#delay = delay;
  }

  schedule(key: Key, run: () => void): void {
    this.cancel(key);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      run();
    }, this.#delay);
    this.#timers.set(key, timer);
  }

  cancel(key: Key): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** Runs something once after a time, however often it is asked for; the earliest time asked for counts. */
export class Once {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(run: () => void) {
    this.#run = run;
  }

  within(milliseconds: number): void {
    const due = Date.now() + milliseconds;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#due = Number.POSITIVE_INFINITY;
      this.#run();
    }, milliseconds);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }
}
