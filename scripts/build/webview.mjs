import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/**
 * The page in the panel. A webview may load single files only, so there is one script and one style sheet.
 *
 * @param {string} out the folder that gets the repository's layout
 * @returns {import('esbuild').BuildOptions}
 */
export const webview = out => ({
  entryPoints: [path.join(root, 'webview/main.tsx')],
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
