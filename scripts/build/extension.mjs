import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * What VS Code loads.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions}
 */
export const extension = out => ({
  entryPoints: [path.join(root, 'extension/main.ts')],
  outfile: path.join(out, 'dist/extension.cjs'),
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
});
