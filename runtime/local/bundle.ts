import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Plugin } from 'esbuild';
import { Refusal } from '../model/refusal.js';
import { exportName, importFrom, selfImport } from '../workers/resolve.js';
import { isNoTests, noTests } from './no-tests.js';
import { findPackage, type ImportedPackage, packageName } from './packages.js';
import type { HiddenClasses } from './program.js';

export interface Bundle {
  readonly code: string;
  readonly map: string;
  /** Folder the map's sources are relative to. */
  readonly builtAt: string;
  /** Everything the bundle was made from, the entry first: sources, and the settings that shape them. */
  readonly inputs: readonly string[];
  readonly sources: ReadonlySet<string>;
  /** Sources that import packages, by the number the bundle has them under. */
  readonly importers: readonly string[];
  /** Packages that the sources import. */
  readonly packages: readonly ImportedPackage[];
}

/**
 * Makes one plain module of a flow file and the sources it imports. Packages stay outside and are found from
 * the source that imports them.
 *
 * @param alsoExport classes of the file that it does not export itself
 */
export async function bundle(file: string, alsoExport: HiddenClasses | null = null): Promise<Bundle> {
  const { build } = await loadEsbuild();
  const importers: string[] = [];
  const packages = new Map<string, ImportedPackage>();
  const folder = dirname(file);
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: folder,
      bundle: true,
      write: false,
      outfile: resolve(folder, 'flow.mjs'),
      format: 'esm',
      platform: 'node',
      target: 'node22',
      keepNames: true,
      sourcemap: 'external',
      sourcesContent: true,
      metafile: true,
      logLevel: 'silent',
      define: {
        'import.meta.url': '__stepwellUrl',
        'import.meta.resolve': '__stepwellResolve',
        'import.meta.filename': '__stepwellFile',
        'import.meta.dirname': '__stepwellFolder',
        __filename: '__stepwellFile',
        __dirname: '__stepwellFolder',
      },
      // CommonJS sources, and those that reach for it, `require` packages.
      banner: {
        js: `import '${selfImport}'; import { createRequire as __stepwellRequire } from 'node:module'; const require = __stepwellRequire(import.meta.url); const __stepwellLook = name => import.meta.resolve(name);`,
      },
      plugins: [noTests(), packagesOutside(importers, packages), sourcesInside(file, alsoExport, importers)],
    });
    const [map, code] = result.outputFiles;
    if (map === undefined || code === undefined) throw new Error('esbuild gave no output');
    const inputs = Object.keys(result.metafile.inputs)
      .filter(name => !isNoTests(name))
      // A single letter is a drive, and no namespace.
      .map(name => resolve(folder, name.replace(/^[a-z-]{2,}:/, '')));
    const ordered = [file, ...inputs.filter(input => input !== file).sort()];
    return {
      code: code.text,
      map: map.text,
      builtAt: folder,
      inputs: ordered,
      sources: new Set(ordered),
      importers,
      packages: [...packages.values()],
    };
  } catch (error) {
    throw refusal(file, error);
  }
}

/** `esbuild` has a binary for this machine, or `esbuild-wasm` runs anywhere. */
async function loadEsbuild(): Promise<typeof import('esbuild')> {
  try {
    return await import('esbuild');
  } catch (native) {
    try {
      return (await import('esbuild-wasm' as 'esbuild')) as typeof import('esbuild');
    } catch {
      throw new Refusal(
        'bundle-failed',
        'esbuild, which bundles flows, is not installed: npm install esbuild',
        {
          cause: native,
        },
      );
    }
  }
}

function packagesOutside(importers: string[], packages: Map<string, ImportedPackage>): Plugin {
  return {
    name: 'packages-outside',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, args => {
        if (args.kind === 'entry-point' || isAbsolute(args.path)) return null;
        if (isBuiltin(args.path) || /^(node|data|file|https?):/.test(args.path))
          return { path: args.path, external: true };
        // `#internal` imports and tsconfig paths lead to sources of the project's own; so may what is no installed package.
        const name = packageName(args.path);
        const found = findPackage(name, args.resolveDir);
        if (name !== 'stepwell') {
          if (found === null) return null;
          packages.set(found, { name, folder: found });
        }
        if (!importers.includes(args.importer)) importers.push(args.importer);
        return { path: importFrom(args.importer, args.path), external: true };
      });
    },
  };
}

const loaders = new Map([
  ['.ts', 'ts'],
  ['.mts', 'ts'],
  ['.cts', 'ts'],
  ['.tsx', 'tsx'],
  ['.js', 'js'],
  ['.mjs', 'js'],
  ['.cjs', 'js'],
  ['.jsx', 'jsx'],
] as const);

/**
 * In a bundle every source must still know where it itself lies. And a worker has to find a flow's class in the module,
 * whether or not the user had a reason to export it.
 */
function sourcesInside(entry: string, alsoExport: HiddenClasses | null, importers: string[]): Plugin {
  return {
    name: 'sources-inside',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8').replace(/^#!/, '//');
        const more = path === entry && alsoExport !== null ? `\n;${exporting(alsoExport)}\n` : '';
        const needsPlace = /import\.meta|__dirname|__filename/.test(text);
        if (!needsPlace && more === '') return null;
        // On the first line, so that no line moves.
        const places = `const __stepwellFile=${JSON.stringify(path)},__stepwellFolder=${JSON.stringify(dirname(path))},__stepwellUrl=${JSON.stringify(pathToFileURL(path).href)};`;
        // `import.meta.resolve` looks for packages from here, and not from where the bundle lies.
        const resolves = text.includes('import.meta.resolve');
        if (resolves && !importers.includes(path)) importers.push(path);
        const resolver = resolves
          ? `const __stepwellResolve=name=>/^([a-z]+:|\\.{0,2}\\/)/.test(name)?new URL(name,__stepwellUrl).href:__stepwellLook(${JSON.stringify(importFrom(path, ''))}+name);`
          : '';
        return {
          contents: (needsPlace ? places + resolver : '') + text + more,
          loader: loaders.get(extname(path) as '.ts') ?? 'ts',
        };
      });
    },
  };
}

/** What makes a module export classes that it keeps to itself. */
function exporting({ expressions, isCommonJs }: HiddenClasses): string {
  return Object.entries(expressions)
    .map(([flow, expression]) => {
      const name = exportName(flow);
      // A namespace is given as a whole: so it can be had before the module has come to its end.
      const [first] = expression.split('.');
      return isCommonJs ? `module.exports.${name} = ${first};` : `export { ${first} as ${name} };`;
    })
    .join(' ');
}

function refusal(file: string, error: unknown): unknown {
  const first = (error as Partial<BuildFailure>).errors?.[0];
  if (first === undefined) return error;
  const where = first.location
    ? `${resolve(dirname(file), first.location.file)}:${first.location.line}:${first.location.column + 1}`
    : file;
  const missing = /^Could not resolve "([^."/][^"]*)"/.exec(first.text)?.[1];
  const what =
    missing === undefined ? first.text : `the package ${missing} is not installed: npm install ${missing}`;
  return new Refusal('bundle-failed', `${where}: ${what}`);
}
