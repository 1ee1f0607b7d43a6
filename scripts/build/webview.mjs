import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * The pages, one a view. A webview may load single files only, so each has one script and one style sheet.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions}
 */
export const webview = out => ({
  entryPoints: {
    graph: path.join(root, 'webview/graph/main.tsx'),
    run: path.join(root, 'webview/run/main.tsx'),
  },
  outdir: path.join(out, 'dist/webview'),
  format: 'iife',
  platform: 'browser',
  target: 'chrome130',
  jsx: 'automatic',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
  assetNames: '[name]',
});
