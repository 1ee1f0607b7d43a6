/**
 * `node --import stepwell/register script.ts`: lets Node run TypeScript with decorators, which its own type stripping
 * refuses. Only needed where nothing else (a bundler, tsx, a test runner) compiles the flow's file.
 *
 * @packageDocumentation
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';

const typescript = new Set(['.ts', '.mts', '.cts', '.tsx']);

registerHooks({
  resolve(specifier, context, nextResolve) {
    // TypeScript writes the name of the compiled file where the source is meant.
    if (/^\.{1,2}\/.*\.[mc]?js$/.test(specifier) && context.parentURL?.startsWith('file:')) {
      const source = new URL(specifier.replace(/js$/, 'ts'), context.parentURL);
      const compiled = new URL(specifier, context.parentURL);
      if (!existsSync(compiled) && existsSync(source)) return nextResolve(source.href, context);
    }
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    if (!typescript.has(extname(file)) || file.includes('node_modules')) return nextLoad(url, context);
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      loader: file.endsWith('x') ? 'tsx' : 'ts',
      format: 'esm',
      target: 'node22',
      sourcemap: 'inline',
      sourcefile: pathToFileURL(file).href,
      keepNames: true,
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
