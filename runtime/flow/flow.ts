import { underConstruction } from './construction.js';
import { type Current, currentOf } from './current.js';
import type { ArtifactName, Inputs } from './inputs.js';
import { type FinishedRun, type LiveRun, launch, type RunOptions } from './launch.js';
import { type MergeOptions, mergeInputs } from './merge.js';
import { boundStepOf, stepNameOf } from './steps.js';
import {
  type AnyStep,
  type ForeachOptions,
  ForeachTransition,
  NextTransition,
  type Transition,
} from './transition.js';

type FlowClass<F> = abstract new () => F;

/**
 * The artifacts of a flow and its parameters, typed.
 *
 * @example
 * function report({ best }: Artifacts<TrainFlow>): string { return `${best.score}`; }
 */
export type Artifacts<F> = Pick<F, ArtifactName<F>>;

/**
 * A flow: its methods marked with `@step()` are its steps, its fields are its artifacts.
 *
 * @example
 * class Hello extends Flow {
 *   name = parameter.string({ default: 'world' });
 *   greeting = '';
 *   \@step() start() { this.greeting = `Hello ${this.name}`; return this.next(this.end); }
 *   \@step() end() { console.log(this.greeting); }
 * }
 */
export abstract class Flow {
  constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: fields are initialised on what the constructor returns
    return underConstruction(this);
  }

  /**
   * Runs the flow and waits for its end. Its steps run in processes of their own; what was run is kept in the store.
   *
   * @param parameters by name; what is not given has its default. Other fields of the flow are no parameters and are refused.
   * @throws {RunFailed} when a step fails for good or the run is cancelled.
   * @throws before anything runs: when a parameter is wrong, the flow has errors, its source is not known, or the store can't be written.
   * @example
   * const run = await TrainFlow.run({ holdout: 0.1 }, { tags: ['nightly'] });
   * console.log(run.artifacts.best);
   */
  static run<F extends Flow>(
    this: FlowClass<F>,
    parameters: Partial<Artifacts<F>> = {},
    options: RunOptions = {},
  ): Promise<FinishedRun<Artifacts<F>>> {
    return launch(this, parameters, options).result as Promise<FinishedRun<Artifacts<F>>>;
  }

  /**
   * Starts the flow and does not wait. Never throws: what goes wrong rejects `result`.
   *
   * @example
   * const live = TrainFlow.start({ holdout: 0.1 });
   * setTimeout(() => live.cancel(), 60_000);
   */
  static start<F extends Flow>(
    this: FlowClass<F>,
    parameters: Partial<Artifacts<F>> = {},
    options: RunOptions = {},
  ): LiveRun<Artifacts<F>> {
    const run = launch(this, parameters, options);
    // Whoever starts a run and only follows its events has not asked for a rejection.
    run.result.catch(() => undefined);
    return run as LiveRun<Artifacts<F>>;
  }

  /**
   * The task that runs now.
   *
   * @throws outside of a step: in a field's initialiser, say.
   */
  protected get current(): Current {
    return currentOf(this);
  }

  /**
   * Goes on to a step; with several, to all of them in parallel, up to the join. Return what it gives.
   *
   * @throws TypeError when it is given something that is no step.
   * @example
   * return this.score < 0.8 ? this.next(this.alarm) : this.next(this.report, this.publish);
   */
  protected next(...steps: [AnyStep, ...AnyStep[]]): Transition {
    if (steps.length === 0) throw new TypeError('this.next() was given no step');
    return new NextTransition(steps.map(step => this.#nameOf(step, 'next'))) as unknown as Transition;
  }

  /**
   * Runs a step once for each item, in parallel; the step is called with the item and its index. Return what it gives. Without items the
   * run goes straight to the join.
   *
   * @param items what can be iterated, async too. Each item must be something that an artifact can be.
   * @throws TypeError when the items can't be iterated, it is given no step, or `concurrency` is no whole number above 0.
   * @example
   * return this.foreach([2, 4, 8], this.train, { concurrency: 2 });
   */
  protected foreach<T>(
    items: Iterable<T> | AsyncIterable<T>,
    step: (item: NoInfer<T>, index: number) => void,
    options: ForeachOptions = {},
  ): Transition {
    const to = this.#nameOf(step, 'foreach');
    if (!isIterable(items)) {
      throw new TypeError(
        `this.foreach() for ${to} was given ${items === null ? 'null' : typeof items}, which can't be iterated`,
      );
    }
    const { concurrency } = options;
    if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
      throw new TypeError(
        `the concurrency of this.foreach() for ${to} is ${concurrency}; it must be a whole number above 0`,
      );
    }
    return new ForeachTransition(to, items, concurrency) as unknown as Transition;
  }

  /**
   * Takes over what the branches made of the artifacts. A branch that left a value as it found it has no say against one that
   * changed it.
   *
   * @throws when branches changed an artifact differently: assign that one yourself before, or `exclude` it.
   * @example
   * this.score = Math.max(...inputs.map(input => input.score));
   * this.merge(inputs);
   */
  protected merge(inputs: Inputs<this>, options: MergeOptions<keyof this & string> = {}): void {
    mergeInputs(this, inputs, options);
  }

  #nameOf(step: unknown, verb: string): string {
    const name = stepNameOf(Object.getPrototypeOf(this), step) ?? boundStepOf(this, step);
    if (name !== undefined) return name;
    const what =
      typeof step === 'function' ? `${step.name || 'a function'}, which has no @step()` : String(step);
    throw new TypeError(
      `this.${verb}() of ${this.constructor.name} was given ${what}; give it a step, such as this.end`,
    );
  }
}

function isIterable(value: unknown): boolean {
  return (
    value !== null &&
    value !== undefined &&
    (Symbol.iterator in Object(value) || Symbol.asyncIterator in Object(value))
  );
}
