import type { Duration, Size } from '../model/duration.js';
import type { StepOptions } from '../model/graph.js';
import { noteSource } from './source.js';
import type { Transition } from './transition.js';

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

/** What a step may return: where to go on to, or nothing, as `false` of `this.more && this.next(…)`. */
// biome-ignore lint/suspicious/noConfusingVoidType: a step without a `return` gives that
type StepResult = Transition | void | null | false | 0 | '';

type Method = (...args: never[]) => unknown;

/** What keeps a method from being a step by what it returns; nothing, where that is not known. */
type Accepted<M extends Method> =
  unknown extends Awaited<ReturnType<M>>
    ? unknown
    : Awaited<ReturnType<M>> extends StepResult
      ? unknown
      : { readonly 'a step returns this.next(…), this.foreach(…) or nothing': never };

/** What `step(…)` gives: it works as a standard decorator and under `experimentalDecorators`, on a plain method with a name. */
export interface StepDecorator {
  <M extends Method>(
    method: M & Accepted<M>,
    context: ClassMethodDecoratorContext & {
      readonly name: string;
      readonly static: false;
      readonly private: false;
    },
  ): void;
  <M extends Method>(
    prototype: object,
    name: string,
    descriptor: TypedPropertyDescriptor<M & Accepted<M>>,
  ): void;
}

export interface StepMark {
  readonly name: string;
  readonly options: StepOptions;
}

/** Steps by their method, so that `this.train` leads back to its name. */
const byMethod = new WeakMap<object, StepMark>();
/** And by their class, since what stands above `@step()` may put another method in its place. */
const byClass = new WeakMap<object, Map<string, StepMark>>();

/**
 * Makes a method a step of its flow.
 *
 * @throws TypeError when it stands on something that no run can call: a field, a getter, a static or private method, a generator.
 * An option that can't be read is told when the flow is run.
 * @example
 * \@step({ retry: 2, timeout: '5m' })
 * async train(depth: number) { … return this.next(this.pick); }
 */
export function step(options?: StepDecoratorOptions): StepDecorator;
export function step(options: StepDecoratorOptions = {}, ...more: unknown[]): StepDecorator {
  // `@step` without its parentheses is called as a decorator itself.
  if (typeof options === 'function' || more.length > 0) {
    const on = more[0] as ClassMethodDecoratorContext | string | symbol | undefined;
    const name = typeof on === 'object' ? on.name : on;
    throw new TypeError(`@step on ${String(name)} lacks its parentheses: write @step()`);
  }
  return (
    target: unknown,
    key: ClassMethodDecoratorContext | string | symbol,
    descriptor?: PropertyDescriptor,
  ) => {
    const context = typeof key === 'object' ? key : null;
    const name = context?.name ?? (key as string | symbol);
    const method: unknown = context ? target : descriptor?.value;
    const why = whyNoStep(method, name, context?.static ?? typeof target === 'function', context?.private);
    if (why !== null) throw new TypeError(`@step() stands on ${String(name)}, which ${why}`);
    const mark = { name: String(name), options };
    byMethod.set(method as object, mark);
    // What stands for the class; TypeScript itself gives none where the platform has no `Symbol.metadata`.
    const owner: unknown = context ? context.metadata : target;
    if (typeof owner !== 'object' || owner === null) return noteSource(method as object);
    const marks = byClass.get(owner);
    if (marks) marks.set(mark.name, mark);
    else {
      byClass.set(owner, new Map([[mark.name, mark]]));
      noteSource(owner);
    }
  };
}

function whyNoStep(
  method: unknown,
  name: string | symbol,
  isStatic: boolean,
  isPrivate = false,
): string | null {
  if (typeof method !== 'function') return 'is not a method';
  if (isStatic) return 'is static: leave that out';
  if (isPrivate || typeof name === 'symbol') return 'has no name that others can go on to it by';
  if (/Generator/.test(Object.prototype.toString.call(method)))
    return 'is a generator: leave the * out, and return a transition';
  return null;
}

export function stepMark(method: unknown): StepMark | undefined {
  return typeof method === 'function' ? byMethod.get(method) : undefined;
}

/** The steps that a class itself marks, by name. */
export function marksOf(prototype: object): ReadonlyMap<string, StepMark> {
  return byClass.get(prototype) ?? byClass.get(metadataOf(prototype) ?? prototype) ?? new Map();
}

/** What compilers keep beside a class for the decorators of its members. */
export function metadataOf(prototype: object): object | null {
  const key = Symbol.metadata ?? Symbol.for('Symbol.metadata');
  const make: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof make !== 'function') return null;
  const metadata: unknown = Object.getOwnPropertyDescriptor(make, key)?.value;
  return typeof metadata === 'object' ? metadata : null;
}
