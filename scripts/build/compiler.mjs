import { readFile } from 'node:fs/promises';

/**
 * Leaves the standard library's declarations out of ts-morph, 3 MB of text that only a program needs: sources are parsed here, and no
 * types are asked for. What starts often, the server and every run, has that much less to read.
 *
 * @type {import('esbuild').Plugin}
 */
export const withoutLibraries = {
  name: 'without-libraries',
  setup(build) {
    build.onLoad({ filter: /[\\/]ts-morph-common\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const start = text.indexOf('const libFiles = [');
      const end = text.indexOf('];\n', start);
      if (start < 0 || end < 0)
        throw new Error(`${path} has no list 'libFiles' any more: see scripts/build/compiler.mjs`);
      return { contents: `${text.slice(0, start)}const libFiles = [${text.slice(end)}`, loader: 'js' };
    });
  },
};
