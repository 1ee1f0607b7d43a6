import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../toolchain/child.mjs';
import { codeServerRuns } from '../toolchain/code-server.mjs';
import { say } from '../toolchain/report.mjs';
import { root } from '../toolchain/root.mjs';

/**
 * @typedef {{ passed: number, failed: number }} Count
 *
 * @typedef {object} Stage
 * @property {string} name what `--only` calls it
 * @property {string} what
 * @property {import('./prepare.mjs').Tool[]} needs
 * @property {() => Promise<Count>} run
 */

/** @type {Stage[]} */
export const stages = [
  { name: 'lint', what: 'format and lint (biome)', needs: [], run: check(['lint']) },
  { name: 'build', what: 'every bundle (esbuild)', needs: [], run: check(['build']) },
  { name: 'types', what: 'types (tsc)', needs: [], run: check(['types']) },
  { name: 'unused', what: 'unused files, exports, packages (knip)', needs: [], run: check(['unused']) },
  { name: 'unit', what: 'the runtime (vitest)', needs: [], run: vitest('unit') },
  { name: 'server', what: 'the language server (vitest)', needs: [], run: vitest('server') },
  { name: 'webview', what: 'the webview (vitest)', needs: ['chromium'], run: vitest('webview') },
  { name: 'vscode', what: 'suites inside VS Code (mocha)', needs: ['chromium', 'vscode'], run: suites },
  {
    name: 'journeys',
    what: 'journeys of a person (playwright)',
    needs: ['chromium', 'vscode'],
    run: journeys,
  },
];

/** No stage may take so long that it eats the time of the others. */
const limit = 20 * 60_000;

/**
 * An npm script that passes or fails as one.
 *
 * @param {string[]} script
 * @returns {() => Promise<Count>}
 */
function check(script) {
  return async () => {
    const code = await inTime('npm', ['run', '--silent', ...script]);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
}

/**
 * @param {string} project one of vitest.config.ts
 * @returns {() => Promise<Count>}
 */
function vitest(project) {
  return async () => {
    const report = path.join(root, `test-results/${project}.json`);
    rmSync(report, { force: true });
    const code = await inTime(process.execPath, [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', project],
      ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report],
    ]);
    return counted(
      code,
      report,
      /** @param {{ numPassedTests: number, numFailedTests: number }} report */ report => ({
        passed: report.numPassedTests,
        failed: report.numFailedTests,
      }),
    );
  };
}

/** @returns {Promise<Count>} */
async function suites() {
  const code = await inTime(process.execPath, [path.join(root, 'test/vscode/run.mjs')]);
  return counted(
    code,
    path.join(root, 'dist/test/vscode/result.json'),
    /** @param {{ passes: number, failures: number }} report */ report => ({
      passed: report.passes,
      failed: report.failures,
    }),
  );
}

/** @returns {Promise<Count>} */
async function journeys() {
  if (!codeServerRuns) {
    say('Left out: they need the server build of VS Code, which does not run on Windows.');
    return { passed: 0, failed: 0 };
  }
  const report = path.join(root, 'test-results/journeys.json');
  rmSync(report, { force: true });
  const code = await inTime(process.execPath, [
    path.join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
  ]);
  return counted(
    code,
    report,
    /** @param {{ stats: { expected: number, unexpected: number, flaky: number } }} report */ ({
      stats,
    }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }),
  );
}

/**
 * What a test runner counted. One that failed without a failed test (it crashed, or found no test) counts as one.
 *
 * @template Report
 * @param {number} code
 * @param {string} report
 * @param {(report: Report) => Count} read
 * @returns {Count}
 */
function counted(code, report, read) {
  const count = existsSync(report)
    ? read(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0 };
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function inTime(command, args) {
  const signal = AbortSignal.timeout(limit);
  try {
    return (await run(command, args, { signal })).code;
  } catch (error) {
    if (!signal.aborted) throw error;
    say(`It took more than ${limit / 60_000} minutes and was ended.`);
    return 1;
  }
}
