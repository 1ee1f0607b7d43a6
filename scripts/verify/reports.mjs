import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * What a stage came to, read from the report of its test runner.
 *
 * @typedef {object} Outcome
 * @property {number} passed how many tests
 * @property {string[]} failures each failed test: its name, then what it said, indented
 * @property {string[]} [unsteady] tests that failed and then, tried again, passed: CI tries once more, and says so
 */

/**
 * @param {{ numPassedTests: number, testResults: {
 *   name: string, message: string, status: string,
 *   assertionResults: { fullName: string, status: string, failureMessages: string[] }[]
 * }[] }} report
 * @returns {Outcome}
 */
export function inVitest(report) {
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const unsteady = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const where = path.relative(root, name);
    const before = failures.length;
    for (const test of assertionResults) {
      if (test.failureMessages.length === 0) continue;
      const list = test.status === 'failed' ? failures : unsteady;
      list.push(failure(`${where} › ${test.fullName}`, test.failureMessages));
    }
    // A file that can't be loaded has no tests.
    if (status === 'failed' && failures.length === before) failures.push(failure(where, [message]));
  }
  return { passed: report.numPassedTests, failures, unsteady };
}

/**
 * @typedef {{ title: string, message: string }} Complaint
 *
 * @param {{ passes: number, failures: Complaint[], unsteady: Complaint[] }} report what test/vscode/suite/index.ts writes
 * @returns {Outcome}
 */
export function inMocha(report) {
  /** @type {(complaint: Complaint) => string} */
  const said = ({ title, message }) => failure(title, [message]);
  return {
    passed: report.passes,
    failures: report.failures.map(said),
    unsteady: report.unsteady.map(said),
  };
}

/**
 * @typedef {{ suites?: Suite[], specs?: {
 *   title: string, file: string, ok: boolean,
 *   tests: { status: string, results: { error?: { message?: string } }[] }[]
 * }[] }} Suite
 *
 * @param {{ suites: Suite[], errors: { message?: string }[], stats: { expected: number, flaky: number } }} report
 * @returns {Outcome}
 */
export function inPlaywright(report) {
  /** @type {(suite: Suite, status: string) => string[]} */
  const complaints = (suite, status) => [
    ...(suite.suites ?? []).flatMap(inner => complaints(inner, status)),
    ...(suite.specs ?? [])
      .filter(spec => spec.tests.some(test => test.status === status))
      .map(spec =>
        failure(
          `${spec.file} › ${spec.title}`,
          spec.tests.flatMap(test => test.results.map(result => result.error?.message ?? '')),
        ),
      ),
  ];
  return {
    passed: report.stats.expected + report.stats.flaky,
    failures: [
      ...report.suites.flatMap(suite => complaints(suite, 'unexpected')),
      ...report.errors.map(error => failure('playwright', [error.message ?? ''])),
    ],
    unsteady: report.suites.flatMap(suite => complaints(suite, 'flaky')),
  };
}

/**
 * @param {string} name
 * @param {string[]} messages
 */
function failure(name, messages) {
  const lines = messages.join('\n').trim().split('\n').slice(0, 12);
  return [name, ...lines.map(line => `    ${line}`)].join('\n');
}
