/**
 * `node --import stepwell/register script.ts`: lets Node run TypeScript with decorators, which its own type stripping
 * refuses. Only needed where nothing else (a bundler, tsx) compiles the flow's file.
 *
 * @packageDocumentation
 */
import './required-node.js';
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { basename, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { isOwnSource, loweringOf } from './local/lower.js';
import { sourceMeant } from './local/source-meant.js';

// An old Node has no exports of these names, and would say no more than that.
nodeModule.registerHooks({
  resolve(specifier, context, nextResolve) {
    const source = /^\.{0,2}\//.test(specifier) ? sourceMeant(specifier, context.parentURL) : null;
    if (source === null) return nextResolve(specifier, context);
    // `require` knows no URLs.
    return nextResolve(context.conditions.includes('require') ? fileURLToPath(source) : source, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    if (!isOwnSource(file) || !/\.[cm]?tsx?$/.test(file)) return nextLoad(url, context);
    const format = formatOf(file);
    const { outputFiles } = buildSync({
      ...loweringOf(file),
      format: format === 'commonjs' ? 'cjs' : 'esm',
      sourcemap: 'inline',
    });
    return { format, source: outputFiles[0]?.text ?? '', shortCircuit: true };
  },
});

/** What only CommonJS has. In a package that does not say what it is, TypeScript with `import` may be meant for either. */
const commonWords = /\b(?:require|module|exports|__dirname|__filename)\b|^\s*export\s*=/m;

function formatOf(file: string): 'module' | 'commonjs' {
  switch (extname(file)) {
    case '.mts':
      return 'module';
    case '.cts':
      return 'commonjs';
    default:
      return packageType(file) !== 'module' && commonWords.test(readFileSync(file, 'utf8'))
        ? 'commonjs'
        : 'module';
  }
}

function packageType(file: string): unknown {
  const found = nodeModule.findPackageJSON(pathToFileURL(file));
  // Some versions of Node give the file itself where there is none.
  if (found === undefined || basename(found) !== 'package.json') return undefined;
  return (JSON.parse(readFileSync(found, 'utf8')) as { type?: unknown }).type;
}
