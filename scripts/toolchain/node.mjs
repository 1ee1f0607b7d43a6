import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './child.mjs';
import { freshNpm } from './npm.mjs';
import { CannotGoOn, timed } from './report.mjs';
import { root } from './root.mjs';

/** What the runtime needs: the SQLite with full-text search that Node carries, and zstd. */
const oldest = { major: 22, minor: 16 };

const packaged = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * A Node that can run everything here: the one of the `node` dev dependency, or else this very process's when it
 * is new enough.
 *
 * @returns {Promise<string>} its path
 */
export async function ensureCurrentNode() {
  if (works(packaged)) return packaged;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return process.execPath;
  await timed('Installing a current Node', () =>
    mustRun('npm rebuild node', 'npm', ['rebuild', 'node'], { quiet: true, env: freshNpm }),
  );
  if (works(packaged)) return packaged;
  throw new CannotGoOn(
    `This is Node ${process.versions.node}; Stepwell needs ${oldest.major}.${oldest.minor} or later, and the npm package ` +
      `"node" brought none for ${process.platform}-${process.arch}. Install a current Node from nodejs.org and try again.`,
  );
}

/**
 * The folder of a Node with its C headers beside it, for compiling native parts.
 *
 * @returns {string | undefined}
 */
export function nodeHeaders() {
  const places = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  return places
    .flatMap(name => [
      path.join(root, 'node_modules/node/node_modules', name),
      path.join(root, 'node_modules', name),
    ])
    .find(folder => existsSync(path.join(folder, 'include/node/node.h')));
}

/**
 * Makes sure that a script of ours goes on in a current Node: returns when it does already, and else runs it there,
 * with the same arguments and terminal, and ends as it ended.
 *
 * @param {string} script its own path: `import.meta.filename`
 */
export async function continueInCurrentNode(script) {
  const node = await ensureCurrentNode();
  if (realpathSync(node) === realpathSync(process.execPath)) {
    Object.assign(process.env, environmentFor(node));
    return;
  }
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl+C reaches both: the one that does the work decides what becomes of it. Other signals reach only this one.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'close');
  process.exit(code ?? 1);
}

/**
 * Environment in which `node` means the given one, also to the programs that a child starts.
 *
 * @param {string} node
 */
export function environmentFor(node) {
  const name = Object.keys(process.env).find(key => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: [path.dirname(node), process.env[name]].filter(Boolean).join(path.delimiter) };
}

/** @param {string} node */
function works(node) {
  return existsSync(node) && spawnSync(node, ['--version']).status === 0;
}
