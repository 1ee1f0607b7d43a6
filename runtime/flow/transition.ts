declare const opaque: unique symbol;

/** Where a run goes on: what `this.next(…)` and `this.foreach(…)` give, and a step returns. */
export interface Transition {
  readonly [opaque]: true;
}

/** Any step, seen as the target of a transition. Its result is not looked at, so that steps may form loops. */
export type AnyStep = (...args: never[]) => void;

export interface ForeachOptions {
  /** Most tasks of this fan-out that may run at once. Default: as many as there are workers. */
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
