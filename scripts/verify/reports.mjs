import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * What a stage came to, read from the report of its test runner.
 *
 * @typedef {object} Outcome
 * @property {number} passed how many tests
 * @property {string[]} failures each failed test: its name, then what it said, indented
 */

/**
 * @param {{ numPassedTests: number, testResults: {
 *   name: string, message: string, status: string,
 *   assertionResults: { fullName: string, status: string, failureMessages: string[] }[]
 * }[] }} report
 * @returns {Outcome}
 */
export function inVitest(report) {
  return {
    passed: report.numPassedTests,
    failures: report.testResults.flatMap(file => {
      const failed = file.assertionResults.filter(test => test.status === 'failed');
      const where = path.relative(root, file.name);
      // A file that can't be loaded has no tests.
      if (failed.length === 0 && file.status === 'failed') return [failure(where, [file.message])];
      return failed.map(test => failure(`${where} › ${test.fullName}`, test.failureMessages));
    }),
  };
}

/**
 * @param {{ passes: number, failures: { title: string, message: string }[] }} report what test/vscode/suite/index.ts writes
 * @returns {Outcome}
 */
export function inMocha(report) {
  return {
    passed: report.passes,
    failures: report.failures.map(({ title, message }) => failure(title, [message])),
  };
}

/**
 * @typedef {{ suites?: Suite[], specs?: {
 *   title: string, file: string, ok: boolean, tests: { results: { error?: { message?: string } }[] }[]
 * }[] }} Suite
 *
 * @param {{ suites: Suite[], errors: { message?: string }[], stats: { expected: number } }} report
 * @returns {Outcome}
 */
export function inPlaywright(report) {
  /** @type {(suite: Suite) => string[]} */
  const failures = suite => [
    ...(suite.suites ?? []).flatMap(failures),
    ...(suite.specs ?? [])
      .filter(spec => !spec.ok)
      .map(spec =>
        failure(
          `${spec.file} › ${spec.title}`,
          spec.tests.flatMap(test => test.results.map(result => result.error?.message ?? '')),
        ),
      ),
  ];
  return {
    passed: report.stats.expected,
    failures: [
      ...report.suites.flatMap(failures),
      ...report.errors.map(error => failure('playwright', [error.message ?? ''])),
    ],
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
