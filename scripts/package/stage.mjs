import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { mustRun } from '../toolchain/child.mjs';
import { root } from '../toolchain/root.mjs';

/**
 * Lays out what is shipped, in a folder of its own: a release build in the repository's layout, the manifests, and
 * esbuild with this machine's native program beside the runtime, where `import('esbuild')` from runtime/dist finds it.
 *
 * @returns {Promise<string>} the folder
 */
export async function stage() {
  const folder = path.join(root, 'dist/package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await mustRun('The release build', process.execPath, [
    path.join(root, 'scripts/build.mjs'),
    '--release',
    ...['--out', folder],
  ]);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(shippedManifest(), null, 2));
  const asTheyAre = ['README.md', 'CHANGELOG.md', 'LICENSE', 'docs/icon.png', 'media'];
  const ofTheRuntime = ['package.json', 'README.md', 'LICENSE', 'bin'].map(name => `runtime/${name}`);
  for (const name of [...asTheyAre, ...ofTheRuntime]) {
    if (existsSync(path.join(root, name))) {
      cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
    }
  }
  cpSync(path.join(folder, 'THIRD_PARTY_NOTICES.txt'), path.join(folder, 'runtime/THIRD_PARTY_NOTICES.txt'));
  copyEsbuild(path.join(folder, 'runtime/node_modules'));
  return folder;
}

/** The manifest without what only a checkout understands. */
function shippedManifest() {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const field of [
    'private',
    'workspaces',
    'scripts',
    'dependencies',
    'devDependencies',
    'allowScripts',
  ]) {
    delete manifest[field];
  }
  return manifest;
}

/** @param {string} modules a node_modules folder */
function copyEsbuild(modules) {
  const require = createRequire(path.join(root, 'runtime/package.json'));
  const esbuild = path.dirname(require.resolve('esbuild/package.json'));
  const native = `@esbuild/${process.platform}-${process.arch}`;
  const program = path.dirname(
    createRequire(path.join(esbuild, 'package.json')).resolve(`${native}/package.json`),
  );
  for (const name of ['package.json', 'lib/main.js', 'LICENSE.md']) {
    cpSync(path.join(esbuild, name), path.join(modules, 'esbuild', name));
  }
  cpSync(program, path.join(modules, native), { recursive: true });
}
