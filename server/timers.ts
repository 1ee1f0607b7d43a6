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

/**
 * Runs what was asked for last of a key as soon as there is time, and then rests for as long as that took: what is cheap is done at once,
 * and what is dear takes half of the time at most.
 */
export class Pace<Key> {
  readonly #longest: number;
  readonly #timers = new Map<Key, NodeJS.Timeout>();
  readonly #rests = new Map<Key, number>();

  /** @param longest no rest takes longer, in milliseconds */
  constructor(longest: number) {
    this.#longest = longest;
  }

  schedule(key: Key, run: () => void): void {
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        const began = performance.now();
        run();
        const ended = performance.now();
        this.#rests.set(key, ended + Math.min(ended - began, this.#longest));
      },
      Math.max(0, (this.#rests.get(key) ?? 0) - performance.now()),
    );
    this.#timers.set(key, timer);
  }

  /** What was asked for of a key is not wanted any more. */
  cancel(key: Key): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#rests.delete(key);
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
