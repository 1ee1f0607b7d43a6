import path from 'node:path';
import { root } from '../toolchain/root.mjs';
import { lazyBuiltins, takenBuiltins } from './builtins.mjs';
import { inlineKinds, withoutLibraries } from './compiler.mjs';

/** @param {string} file */
const source = file => path.join(root, file);

/**
 * The npm package. What starts again and again, the command line and the worker, is one file each: a module costs more to
 * find and open than to read. What is large and seldom needed, the parser and the layout, is a file of its own each.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions[]}
 */
export function runtime(out) {
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    outdir: path.join(out, 'runtime/dist'),
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['esbuild', 'esbuild-wasm'],
  };
  return [
    {
      ...common,
      entryPoints: {
        index: source('runtime/index.ts'),
        register: source('runtime/register.ts'),
        testing: source('runtime/testing.ts'),
        vite: source('runtime/vite.ts'),
      },
      chunkNames: 'chunks/[name]-[hash]',
      splitting: true,
    },
    { ...common, entryPoints: { worker: source('runtime/workers/main.ts') }, plugins: [takenBuiltins] },
    { ...common, entryPoints: { first: source('runtime/workers/first.ts') }, plugins: [lazyBuiltins] },
    { ...common, entryPoints: { cli: source('runtime/cli/main.ts') }, plugins: [apart, lazyBuiltins] },
    {
      ...common,
      entryPoints: {
        parser: source('server/files/parse-file.ts'),
        lsp: source('server/main.ts'),
        'graph-svg': source('runtime/cli/graph-svg.ts'),
      },
      // The compiler is in two of them, and is large: read once, and without its blanks, it starts sooner.
      splitting: true,
      plugins: [withoutLibraries, inlineKinds],
      minifyWhitespace: true,
      sourcemap: false,
      chunkNames: 'chunks/[name]-[hash]',
      // ts-morph carries a CommonJS TypeScript, which looks for these.
      banner: {
        js: [
          "import { createRequire as __createRequire } from 'node:module';",
          'const require = __createRequire(import.meta.url);',
          'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
        ].join('\n'),
      },
    },
  ];
}

/** @type {import('esbuild').Plugin} */
const apart = {
  name: 'apart',
  setup(build) {
    for (const [filter, file] of /** @type {const} */ ([
      [/server\/files\/parse-file\.js$/, './parser.js'],
      [/\/graph-svg\.js$/, './graph-svg.js'],
    ])) {
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: file, external: true } : null,
      );
    }
    // The process that was started first is known there.
    build.onResolve({ filter: /\/fork\.js$/ }, () => ({ path: './first.js', external: true }));
  },
};
