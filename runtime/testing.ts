/**
 * `stepwell/testing`: run a single step in the test's own process, so that the test can assert on what it does and
 * breakpoints just work.
 *
 * @packageDocumentation
 */
import './required-node.js';

export { type StepGiven, type StepResult, testStep } from './local/test-step.js';
