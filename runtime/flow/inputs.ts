import type { Flow } from './flow.js';

/**
 * Names of a flow's steps: of its public methods.
 *
 * @example
 * type Steps = StepName<TrainFlow>; // 'start' | 'train' | 'pick' | 'end'
 */
export type StepName<F> = Exclude<
  { [K in keyof F]: F[K] extends (...args: never[]) => unknown ? K : never }[keyof F],
  keyof Flow | symbol | number
>;

/**
 * Names of a flow's artifacts and parameters: of its public fields.
 *
 * @example
 * type Fields = ArtifactName<TrainFlow>; // 'holdout' | 'depth' | 'score' | 'best'
 */
export type ArtifactName<F> = Exclude<
  { [K in keyof F]: F[K] extends (...args: never[]) => unknown ? never : K }[keyof F],
  keyof Flow | symbol | number
>;

/**
 * The final state of one branch: its artifacts and the parameters, read-only. A value loads when it is first read. Reading one that the
 * branch's own joins left without a value is an error.
 *
 * @example
 * const better = (a: Input<TrainFlow>, b: Input<TrainFlow>) => (a.score > b.score ? a : b);
 */
export type Input<F> = { readonly [K in keyof F]: F[K] };

/**
 * The final states of all branches at a join, in declaration order for a split and in item order for a fan-out.
 * `inputs.train` is the branch that ended in the step `train` (the first such one). What every array has stays the array's: of a
 * step that is called `map` or `filter`, the branch is found by its place.
 *
 * @example
 * \@step() pick(inputs: Inputs<this>) { this.best = Math.max(...inputs.map(i => i.score)); … }
 */
export type Inputs<F extends Flow> = readonly Input<F>[] & {
  readonly [K in keyof F as Exclude<K, keyof (readonly unknown[])>]: Input<F>;
};
