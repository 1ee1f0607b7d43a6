import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../toolchain/child.mjs';
import { root } from '../toolchain/root.mjs';

const declarations = path.join(root, 'dist/types/runtime');

/**
 * Makes the npm package's declarations: what its entries declare and everything that they name, and no more.
 *
 * @param {string} out the folder that gets the repository's layout
 */
export async function buildRuntimeTypes(out) {
  const packaged = path.join(out, 'runtime/dist/types');
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await run(process.execPath, [tsc, '-b', 'runtime'], { quiet: true });
  if (code !== 0) {
    throw new Error(`The runtime's types have errors, so it has no declarations:\n${output.trimEnd()}`);
  }
  rmSync(packaged, { recursive: true, force: true });
  const entries = ['index.d.ts', 'testing.d.ts', 'vite.d.ts'].map(name => path.join(declarations, name));
  for (const file of new Set(entries.flatMap(entry => [...reachable(entry)]))) {
    const copy = path.join(packaged, path.relative(declarations, file));
    mkdirSync(path.dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
}

/**
 * @param {string} entry
 * @returns {Set<string>} the entry and every declaration file it leads to
 */
function reachable(entry) {
  /** @type {Set<string>} */
  const seen = new Set();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    if (!existsSync(file)) throw new Error(`${entry} leads to ${file}, which tsc did not write.`);
    if (path.relative(declarations, file).startsWith('..')) {
      throw new Error(`${entry} leads to ${file}, outside runtime/: the npm package can't carry it.`);
    }
    seen.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g,
    )) {
      waiting.push(path.resolve(path.dirname(file), `${target}.d.ts`));
    }
  }
  return seen;
}
