/**
 * `stepwell`: flows as TypeScript classes.
 *
 * @packageDocumentation
 */
import './required-node.js';
import { setLauncher } from './flow/launch.js';
import { launchLazily } from './flow/lazy-launch.js';

// Whoever only declares flows (a worker, a type checker, a test) never loads what runs them.
setLauncher((flow, parameters, options) =>
  launchLazily(async () => (await import('./local/from-code.js')).launchFromCode(flow, parameters, options)),
);

export type { Codec } from './flow/codec.js';
export type { Current } from './flow/current.js';
export { type Artifacts, Flow } from './flow/flow.js';
export type { ArtifactName, Input, Inputs, StepName } from './flow/inputs.js';
export { type FinishedRun, type LiveRun, RunFailed, type RunOptions } from './flow/launch.js';
export type { MergeOptions } from './flow/merge.js';
export {
  type NumberOptions,
  type ParameterOptions,
  parameter,
  type StandardSchema,
  type StringOptions,
} from './flow/parameter.js';
export { type RetryOptions, type StepDecorator, type StepDecoratorOptions, step } from './flow/step.js';
export type { ForeachOptions, Transition } from './flow/transition.js';
export type { Duration, Size } from './model/duration.js';
export type { RunEvent } from './model/event.js';
export type { RunError, RunStatus, TaskError, TaskStatus } from './model/run.js';
export { type History, openStore, type PastRun, type PastStep, type PastTask } from './store/history.js';
