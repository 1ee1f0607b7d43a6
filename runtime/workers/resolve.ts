import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire, isBuiltin, type ResolveHookSync } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtFile } from '../place.js';

/**
 * A bundled flow imports a package as `stepwell-from:3f2a91c0:zod`, where the number stands for the source that wrote the
 * import: the bundle lies in the store, and the package must be found from where that source is. It follows from the
 * source's path alone, so that one bundle is as good as another of the same sources.
 */
export const importPrefix = 'stepwell-from:';

/** A bundle begins with an import of this, by which its module can be looked into though it may never be done (`loading.ts`). */
export const selfImport = 'stepwell-self:';

/** What a bundle exports a flow's class under that its module keeps to itself. */
export function exportName(flow: string): string {
  return `__stepwell_${flow}`;
}

export function importFrom(source: string, name: string): string {
  return `${importPrefix}${keyOf(source)}:${name}`;
}

function keyOf(source: string): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 12);
}

/**
 * What `import … from 'stepwell'` means in a worker, in a flow or in a package it uses, whatever is or isn't installed: the
 * runtime that runs it, which gives all that the package does (`workers/main.ts`).
 */
const runtimeEntry = pathToFileURL(builtFile('worker.js')).href;

/**
 * @param importers sources that import packages
 * @param bundle the address of the bundle, and the folders that what is in it comes from: what is imported by a name that is only known at
 *   run time stands beside one of the sources, and not beside the bundle
 */
export function resolveFrom(
  importers: readonly string[],
  bundle: { readonly url: string; readonly folders: readonly string[] },
): ResolveHookSync {
  const sources = new Map(importers.map(source => [keyOf(source), source]));
  return (specifier, context, nextResolve) => {
    if (specifier === selfImport) return { url: selfImport, shortCircuit: true };
    if (specifier === 'stepwell') return { url: runtimeEntry, shortCircuit: true };
    if (context.parentURL === bundle.url && /^\.{1,2}\//.test(specifier)) {
      const found = bundle.folders.map(folder => resolve(folder, specifier)).find(path => existsSync(path));
      if (found !== undefined) return nextResolve(pathToFileURL(found).href, context);
    }
    if (!specifier.startsWith(importPrefix)) return nextResolve(specifier, context);
    const [, key = '', name = ''] = /^stepwell-from:([0-9a-f]+):(.*)$/.exec(specifier) ?? [];
    if (name === 'stepwell') return { url: runtimeEntry, shortCircuit: true };
    const importer = sources.get(key);
    // `require` looks from the file that calls it, whatever it is told of another.
    if (importer !== undefined && context.conditions.includes('require')) {
      const found = createRequire(importer).resolve(name);
      return { url: isBuiltin(found) ? found : pathToFileURL(found).href, shortCircuit: true };
    }
    return nextResolve(
      name,
      importer === undefined ? context : { ...context, parentURL: pathToFileURL(importer).href },
    );
  };
}
