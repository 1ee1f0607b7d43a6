import { isBuiltin } from 'node:module';
import { dirname, normalize, resolve } from 'node:path';
import { ts } from 'ts-morph';
import { mostJsonBytes, readBounded } from './bounded-read.js';
import { configHostFor, hostFor } from './compiler-host.js';

/** What a folder's sources are resolved by. */
interface Rules {
  readonly options: ts.CompilerOptions;
  readonly host: ts.ModuleResolutionHost;
  readonly cache: ts.ModuleResolutionCache;
}

/**
 * Finds the files of a project that imports by name lead to: `paths` of a tsconfig, `#imports` of a package.json, packages of the
 * same workspace. TypeScript's own resolution does it. Installed packages lead nowhere: what they hold has lost its decorators.
 */
export class ModulePaths {
  readonly #rules = new Map<string, Rules>();

  /** What was found holds until a tsconfig or package.json changes. */
  forget(): void {
    this.#rules.clear();
  }

  /** @returns the absolute path of a source, or null */
  resolve(specifier: string, from: string): string | null {
    if (isBuiltin(specifier)) return null;
    const { options, host, cache } = this.#rulesFor(dirname(from));
    const { resolvedModule } = resolved(specifier, from, options, host, cache);
    if (!resolvedModule || /[\\/]node_modules[\\/]/.test(resolvedModule.resolvedFileName)) return null;
    // TypeScript writes paths with slashes on every system.
    return sourceOf(normalize(resolvedModule.resolvedFileName));
  }

  #rulesFor(folder: string): Rules {
    const { fileExists } = hostFor(folder);
    const config =
      ts.findConfigFile(folder, fileExists) ?? ts.findConfigFile(folder, fileExists, 'jsconfig.json');
    const key = config ?? '';
    let rules = this.#rules.get(key);
    if (rules === undefined) {
      const options = { ...optionsIn(config), ...always };
      const home = config ? dirname(config) : folder;
      const cache = ts.createModuleResolutionCache(home, name => name, options);
      rules = { options, host: hostFor(home), cache };
      this.#rules.set(key, rules);
    }
    return rules;
  }
}

/** As esbuild resolves, which bundles flows. */
const always: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowJs: true,
};

/** A tsconfig with all that it extends; its files are not looked for. One that can't be read says nothing. */
function optionsIn(config: string | undefined): ts.CompilerOptions {
  if (config === undefined) return {};
  const home = dirname(config);
  const host = configHostFor(home);
  try {
    const { config: json } = ts.readConfigFile(config, host.readFile);
    return ts.parseJsonConfigFileContent(json ?? {}, host, home, undefined, config).options;
  } catch {
    // Nested too deeply, or odd enough for TypeScript to stumble over.
    return {};
  }
}

/** A name of another's choosing, and rules of another's: what TypeScript stumbles over leads nowhere. */
function resolved(
  ...asked: Parameters<typeof ts.resolveModuleName>
): ts.ResolvedModuleWithFailedLookupLocations {
  try {
    return ts.resolveModuleName(...asked);
  } catch {
    return { resolvedModule: undefined };
  }
}

/** A declaration that was built beside a map of where it comes from stands for that source. */
function sourceOf(path: string): string | null {
  if (!/\.d\.[cm]?ts$/.test(path)) return path;
  try {
    const map: unknown = JSON.parse(readBounded(`${path}.map`, mostJsonBytes) ?? 'null');
    if (typeof map !== 'object' || map === null) return null;
    const [root, sources]: unknown[] = [Reflect.get(map, 'sourceRoot'), Reflect.get(map, 'sources')];
    const [source]: unknown[] = Array.isArray(sources) ? sources : [];
    if (typeof source !== 'string') return null;
    return resolve(dirname(path), typeof root === 'string' ? root : '', source);
  } catch {
    return null;
  }
}
