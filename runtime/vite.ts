/**
 * `stepwell/vite`: a plugin for Vite and Vitest, which leave standard decorators as they are, though no Node can run them yet.
 *
 * @packageDocumentation
 */
import { build, type Plugin } from 'esbuild';
import { isOwnSource, loaderOf, loweringOf } from './local/lower.js';

/** The plugin, as far as Vite needs to know it: an entry of `plugins`. */
export interface VitePlugin {
  readonly name: string;
  readonly enforce: 'pre';
  transform(code: string, id: string): Promise<{ code: string; map: string } | null>;
}

const declaresSteps = /\bfrom\s*['"]stepwell['"]|@step\s*\(/;

/**
 * Lowers the decorators of flows, as their tsconfig says. Other files are left alone.
 *
 * @throws when a flow's file can't be parsed: an esbuild error with the place in it
 * @example
 * // vitest.config.ts
 * import { stepwell } from 'stepwell/vite';
 * import { defineConfig } from 'vitest/config';
 *
 * export default defineConfig({ plugins: [stepwell()] });
 */
export function stepwell(): VitePlugin {
  return {
    name: 'stepwell',
    enforce: 'pre',
    async transform(code, id) {
      // What stands behind a question mark is for Vite.
      const file = id.replace(/[?#].*$/, '');
      // A zero byte marks what is no file.
      if (file.includes('\0') || !isOwnSource(file) || !declaresSteps.test(code)) return null;
      const { outputFiles } = await build({
        ...loweringOf(file),
        format: 'esm',
        sourcemap: 'external',
        plugins: [given(code, file)],
      });
      const [map, lowered] = outputFiles;
      return lowered === undefined || map === undefined ? null : { code: lowered.text, map: map.text };
    },
  };
}

/** The text as Vite has it: another plugin may have been at it before. */
function given(contents: string, file: string): Plugin {
  return {
    name: 'given',
    setup(build) {
      build.onLoad({ filter: /./ }, () => ({ contents, loader: loaderOf(file) }));
    },
  };
}
