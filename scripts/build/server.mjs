import path from 'node:path';
import { root } from '../toolchain/root.mjs';
import { inlineKinds, withoutLibraries } from './compiler.mjs';

/**
 * The language server, in one file with ts-morph inside: the extension starts it as a process of its own.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions}
 */
export const server = out => ({
  entryPoints: [path.join(root, 'server/main.ts')],
  outfile: path.join(out, 'dist/server.cjs'),
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  // The compiler is large: without its blanks it starts sooner, and takes less memory.
  minifyWhitespace: true,
  plugins: [withoutLibraries, inlineKinds],
});
