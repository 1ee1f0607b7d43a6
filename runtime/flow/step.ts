import type { RetryOptions, StepOptions } from '../model/graph.js';
import { noteSource } from './source.js';

/** What `@step({ … })` can say. */
export interface StepDecoratorOptions {
  /** The run begins here; needed only when no step is named `start`. */
  start?: boolean;
  /** How many attempts may follow a failed first one, or that with a wait: `{ times: 3, delay: '2s', backoff: 2 }`. */
  retry?: number | RetryOptions;
  /** Longest time one attempt may take: milliseconds, or text such as `'30s'`, `'5m'`, `'1h'`. */
  timeout?: string | number;
  /** After the last failed attempt, store the error in this artifact and go on. */
  catch?: string;
  /** Most memory (V8 heap) a task may use: bytes, or text such as `'2gb'`. */
  memory?: string | number;
  /** Give each task a fresh process. */
  isolate?: boolean;
  /** Environment variables for the step's tasks. */
  env?: Record<string, string>;
}

/** Works as a standard decorator and under `experimentalDecorators`. */
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
