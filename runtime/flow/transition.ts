declare const opaque: unique symbol;

/**
 * Where a run goes on: what `this.next(…)` and `this.foreach(…)` give, and a step returns. Not to be looked into.
 *
 * @example
 * \@step() check(): Transition { return this.ok ? this.next(this.end) : this.next(this.mend); }
 */
export interface Transition {
  readonly [opaque]: true;
}

/** Any step, seen as the target of a transition. Its result is not looked at, so that steps may form loops. */
export type AnyStep = (...args: never[]) => void;

/**
 * What `this.foreach(items, step, options)` can be told.
 *
 * @example
 * return this.foreach(this.urls, this.fetch, { concurrency: 4 });
 */
export interface ForeachOptions {
  /** Most branches of this fan-out that may be under way at once: a whole number above 0. Default: as many as there are workers. */
  concurrency?: number;
}

export class NextTransition {
  constructor(readonly to: readonly string[]) {}
}

export class ForeachTransition {
  constructor(
    readonly to: string,
    readonly items: Iterable<unknown> | AsyncIterable<unknown>,
    readonly concurrency: number | undefined,
  ) {}
}
