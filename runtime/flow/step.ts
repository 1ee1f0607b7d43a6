import type { Duration, Size } from '../model/duration.js';
import type { StepOptions } from '../model/graph.js';
import { noteSource } from './source.js';

/**
 * What `@step({ … })` can say. All of it is optional.
 *
 * @example
 * \@step({ retry: { times: 3, delay: '2s', backoff: 2 }, timeout: '5m', catch: 'problem' })
 */
export interface StepDecoratorOptions {
  /** The run begins here. Needed only when no step is named `start`; exactly one step may have it. */
  start?: boolean;
  /** How many attempts may follow a failed first one (default 0), or that with a wait before each. */
  retry?: number | RetryOptions;
  /**
   * Longest time one attempt may take; without it any. Then `this.current.signal` is aborted, and what ignores that is ended some
   * seconds later. The attempt has failed with a `TimeoutError`, and may be retried.
   */
  timeout?: Duration;
  /**
   * Name of an artifact. After the last failed attempt the error is stored there and the run goes on along the step's only transition, with
   * what the step had set before it failed.
   */
  catch?: string;
  /** Most V8 heap a task may use; without it what Node gives a process. Each task gets a fresh process, as with `isolate`. */
  memory?: Size;
  /** Give each task a fresh process, rather than one that ran others before. Default false. */
  isolate?: boolean;
  /** Environment variables while a task of the step runs, on top of the process's own. */
  env?: Record<string, string>;
}

/** When a failed attempt is followed by another. */
export interface RetryOptions {
  /** How many attempts may follow the first: a whole number, 0 or more. */
  times: number;
  /** Wait before the second attempt. Default: none. */
  delay?: Duration;
  /** Each further wait is so many times as long as the one before. Default 1. */
  backoff?: number;
}

/** What `step(…)` gives: it works as a standard decorator and under `experimentalDecorators`. */
export interface StepDecorator {
  (method: (...args: never[]) => unknown, context: ClassMethodDecoratorContext): void;
  (prototype: object, name: string | symbol, descriptor: PropertyDescriptor): void;
}

interface StepMark {
  readonly name: string;
  readonly options: StepOptions;
}

/** Steps by their method, so that `this.train` leads back to its name. */
const marks = new WeakMap<object, StepMark>();

/**
 * Makes a method a step of its flow.
 *
 * @throws TypeError when it stands on something that is no method. An option that can't be read is told when the flow is run.
 * @example
 * \@step({ retry: 2, timeout: '5m' })
 * async train(depth: number) { … return this.next(this.pick); }
 */
export function step(options: StepDecoratorOptions = {}): StepDecorator {
  return (
    target: unknown,
    key: ClassMethodDecoratorContext | string | symbol,
    descriptor?: PropertyDescriptor,
  ) => {
    const method = typeof key === 'object' ? target : descriptor?.value;
    const name = String(typeof key === 'object' ? key.name : key);
    if (typeof method !== 'function') throw new TypeError(`@step() stands on ${name}, which is not a method`);
    marks.set(method, { name, options });
    noteSource(method);
  };
}

export function stepMark(method: unknown): StepMark | undefined {
  return typeof method === 'function' ? marks.get(method) : undefined;
}
