import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './toolchain/root.mjs';

/**
 * Draws the graph view in every state and theme, for looking at: PNGs in test-results/gallery. Words after it choose
 * pictures whose names contain one of them. With `--docs` it takes the pictures of docs/graph.md anew, into docs/images.
 */
const outfile = path.join(root, 'test-results/gallery.mjs');
mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  entryPoints: [path.join(root, 'test/webview/gallery.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
process.chdir(root);
await import(pathToFileURL(outfile).href);
