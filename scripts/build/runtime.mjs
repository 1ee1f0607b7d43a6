import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * The npm package: the library, the CLI and the worker as ES modules that share chunks, so that what a command
 * does not need (ts-morph above all) stays unread.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions}
 */
export const runtime = out => ({
  entryPoints: {
    index: path.join(root, 'runtime/index.ts'),
    register: path.join(root, 'runtime/register.ts'),
    testing: path.join(root, 'runtime/testing.ts'),
    cli: path.join(root, 'runtime/cli/main.ts'),
    worker: path.join(root, 'runtime/workers/main.ts'),
  },
  outdir: path.join(out, 'runtime/dist'),
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  external: ['esbuild', 'esbuild-wasm'],
  // ts-morph carries a CommonJS TypeScript, which looks for these.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
    ].join('\n'),
  },
});
