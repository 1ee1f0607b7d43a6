/**
 * `stepwell/testing`: run a single step in the test's own process, so that the test can assert on what it does and
 * breakpoints just work.
 *
 * @packageDocumentation
 */
export { type StepGiven, type StepResult, testStep } from './local/test-step.js';
