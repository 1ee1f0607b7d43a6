import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packagedExtension, packagedRuntime } from './package/names.mjs';
import { stage } from './package/stage.mjs';
import { mustRun } from './toolchain/child.mjs';
import { giveUp, say, timed } from './toolchain/report.mjs';
import { root } from './toolchain/root.mjs';

/**
 * Packages the extension for this platform as `dist/vscode-stepwell-<version>.vsix` and the runtime as
 * `dist/stepwell-<version>.tgz`. `--extension` makes only the first.
 */
try {
  const { values } = parseArgs({ options: { extension: { type: 'boolean', default: false } } });
  const folder = await stage();
  await timed('Packaging the extension', () => packageExtension(folder));
  if (!values.extension) await timed('Packaging the runtime', () => packageRuntime(folder));
} catch (error) {
  giveUp(error);
}

/** @param {string} folder */
async function packageExtension(folder) {
  const file = packagedExtension();
  rmSync(file, { force: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  await mustRun(
    'vsce package',
    process.execPath,
    [
      vsce,
      'package',
      ...['--out', file, '--target', `${process.platform}-${process.arch}`],
      ...['--ignoreFile', path.join(root, '.vscodeignore')],
      '--no-dependencies',
      '--no-rewrite-relative-links',
      '--allow-missing-repository',
    ],
    { cwd: folder, quiet: true },
  );
  sayFile(file);
}

/** @param {string} folder */
async function packageRuntime(folder) {
  const file = packagedRuntime();
  rmSync(file, { force: true });
  await mustRun('npm pack', 'npm', ['pack', '--pack-destination', path.dirname(file)], {
    cwd: path.join(folder, 'runtime'),
    quiet: true,
  });
  sayFile(file);
}

/** @param {string} file */
function sayFile(file) {
  const megabytes = statSync(file).size / 1_000_000;
  say(`  ${path.relative(root, file)}  ${megabytes.toFixed(2)} MB`);
}
