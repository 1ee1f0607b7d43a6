import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../toolchain/child.mjs';
import { codeServerRuns } from '../toolchain/code-server.mjs';
import { say } from '../toolchain/report.mjs';
import { root } from '../toolchain/root.mjs';
import { inMocha, inPlaywright, inVitest } from './reports.mjs';

/**
 * @typedef {import('./reports.mjs').Outcome} Outcome
 *
 * @typedef {object} Stage
 * @property {string} name what `--only` calls it
 * @property {string} what
 * @property {import('./prepare.mjs').Tool[]} needs
 * @property {() => Promise<Outcome>} run
 */

/** @type {Stage[]} */
export const stages = [
  { name: 'lint', what: 'format and lint (biome)', needs: [], run: check(['lint']) },
  { name: 'build', what: 'every bundle (esbuild)', needs: [], run: check(['build']) },
  { name: 'types', what: 'types (tsc)', needs: [], run: check(['types']) },
  { name: 'unused', what: 'unused files, exports, packages (knip)', needs: [], run: check(['unused']) },
  { name: 'unit', what: 'the runtime (vitest)', needs: [], run: vitest('unit') },
  { name: 'server', what: 'the language server (vitest)', needs: [], run: vitest('server') },
  { name: 'extension', what: 'the extension without VS Code (vitest)', needs: [], run: vitest('extension') },
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
 * @returns {() => Promise<Outcome>}
 */
function check(script) {
  return async () => {
    const code = await inTime('npm', ['run', '--silent', ...script]);
    return code === 0
      ? { passed: 1, failures: [] }
      : { passed: 0, failures: [`npm run ${script.join(' ')}`] };
  };
}

/**
 * @param {string} project one of vitest.config.ts
 * @returns {() => Promise<Outcome>}
 */
function vitest(project) {
  return () => {
    const report = path.join(root, `test-results/${project}.json`);
    return reported(report, inVitest, [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', project],
      ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report],
    ]);
  };
}

/** @returns {Promise<Outcome>} */
function suites() {
  return reported(path.join(root, 'dist/test/vscode/result.json'), inMocha, [
    path.join(root, 'test/vscode/run.mjs'),
  ]);
}

/** @returns {Promise<Outcome>} */
async function journeys() {
  if (!codeServerRuns) {
    say('Left out: they need the server build of VS Code, which does not run on Windows.');
    return { passed: 0, failures: [] };
  }
  return reported(path.join(root, 'test-results/journeys.json'), inPlaywright, [
    path.join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
  ]);
}

/**
 * Runs a test runner and reads its report. One that fails without a failed test (it crashed, or found no test) counts
 * as one failure.
 *
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Outcome} read
 * @param {string[]} args
 * @returns {Promise<Outcome>}
 */
async function reported(file, read, args) {
  rmSync(file, { force: true });
  const code = await inTime(process.execPath, args);
  const outcome = existsSync(file)
    ? read(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failures: [] };
  return code !== 0 && outcome.failures.length === 0
    ? { ...outcome, failures: [`the test runner ended with exit code ${code}`] }
    : outcome;
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
