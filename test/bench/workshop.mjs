import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/toolchain/root.mjs';
import { wallTime } from './measure.mjs';

/**
 * A folder with the flows of the bench, a store of its own, and the built command line.
 *
 * @typedef {object} Workshop
 * @property {string} folder
 * @property {string} store
 * @property {string} cli
 * @property {NodeJS.ProcessEnv} env
 * @property {(...args: string[]) => number} stepwell runs a command to its end and gives its milliseconds
 */

/**
 * Does something in a workshop, which is gone once that is done; it may be a promise.
 *
 * @template Result
 * @param {(workshop: Workshop) => Result} work
 * @returns {Result}
 */
export function inWorkshop(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'stepwell-bench-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  let going = false;
  try {
    const result = work(furnished(folder));
    if (!(result instanceof Promise)) return result;
    going = true;
    return /** @type {Result} */ (result.finally(clear));
  } finally {
    if (!going) clear();
  }
}

/**
 * @param {string} folder
 * @returns {Workshop}
 */
function furnished(folder) {
  cpSync(path.join(root, 'test/bench/flows'), folder, { recursive: true });
  // As `npm install stepwell` would leave it.
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'runtime'), path.join(folder, 'node_modules/stepwell'), 'junction');
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const cli = path.join(root, 'runtime/bin/stepwell.js');
  const store = path.join(folder, '.stepwell');
  const env = {
    ...process.env,
    STEPWELL_STORE: store,
    STEPWELL_CACHE: path.join(folder, 'cache'),
    NO_COLOR: '1',
  };
  return {
    folder,
    store,
    cli,
    env,
    stepwell: (...args) => wallTime(process.execPath, [cli, ...args], { cwd: folder, env }).spent,
  };
}
