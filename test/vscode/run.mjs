import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { ensureCurrentNode, environmentFor } from '../../scripts/toolchain/node.mjs';
import { giveUp, say } from '../../scripts/toolchain/report.mjs';
import { root } from '../../scripts/toolchain/root.mjs';
import { ensureVsCode } from '../../scripts/toolchain/vscode.mjs';

/**
 * Runs the suites of this folder inside a real VS Code with the extension of this repository. The same files run in
 * a desktop build and in the server build.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const bundle = path.join(root, 'dist/test/vscode');
const temporary = mkdtempSync(path.join(tmpdir(), 'stepwell-vscode-'));

try {
  process.exitCode = await runSuites();
} catch (error) {
  giveUp(error);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** @returns {Promise<number>} */
async function runSuites() {
  await bundleSuites();
  // Suites may write into the workspace, so they get a copy.
  const workspace = path.join(temporary, 'workspace');
  cpSync(path.join(root, 'test/fixtures/workspace'), workspace, { recursive: true });

  const vscode = await ensureVsCode();
  Object.assign(process.env, environmentFor(await ensureCurrentNode()));
  say(`Running the suites in the ${vscode.kind} build of VS Code.`);
  try {
    await runTests({
      vscodeExecutablePath: vscode.kind === 'desktop' ? vscode.program : path.join(here, 'server-host.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(bundle, 'index.cjs'),
      launchArgs: [workspace, ...(vscode.kind === 'desktop' ? desktopArguments() : [])],
    });
  } catch {
    // runTests says no more than that the exit code was not zero.
  }
  const result = path.join(bundle, 'result.json');
  if (!existsSync(result)) {
    throw new Error(
      `The suites did not come to their end. What VS Code said: ${path.join(bundle, 'workbench.log')}`,
    );
  }
  const { passes, failures } = JSON.parse(readFileSync(result, 'utf8'));
  say(`${passes} passed, ${failures.length} failed in VS Code.`);
  return failures.length > 0 || passes === 0 ? 1 : 0;
}

function desktopArguments() {
  return ['--user-data-dir', path.join(temporary, 'user-data'), '--disable-extensions'];
}

/** mocha itself stays out: it loads its reporters by name. */
async function bundleSuites() {
  rmSync(bundle, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: { index: path.join(here, 'suite/index.ts') },
    outdir: bundle,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
    plugins: [allSuites()],
  });
}

/**
 * Makes `import 'suites'` mean every test file, so that a new one needs no list.
 *
 * @returns {esbuild.Plugin}
 */
function allSuites() {
  return {
    name: 'all-suites',
    setup(build) {
      build.onResolve({ filter: /^suites$/ }, () => ({ path: 'suites', namespace: 'suites' }));
      build.onLoad({ filter: /.*/, namespace: 'suites' }, async () => {
        const { glob } = await import('node:fs/promises');
        const files = await Array.fromAsync(glob('*.test.ts', { cwd: path.join(here, 'suite') }));
        return {
          contents: files
            .sort()
            .map(file => `require('./${file}');`)
            .join('\n'),
          resolveDir: path.join(here, 'suite'),
        };
      });
    },
  };
}
