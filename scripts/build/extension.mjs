import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * What VS Code loads, and the thread that reads output for it.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions}
 */
export const extension = out => ({
  entryPoints: {
    extension: path.join(root, 'extension/main.ts'),
    'output-reader': path.join(root, 'extension/output/reader.ts'),
  },
  outdir: path.join(out, 'dist'),
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
});
