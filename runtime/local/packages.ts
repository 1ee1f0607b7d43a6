import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../place.js';
import type { PackageVersion } from '../store/snapshot.js';

/** A package that a flow's sources import, and where it was found. */
export interface ImportedPackage {
  readonly name: string;
  /** The package's own folder, through whatever link leads there. */
  readonly folder: string;
}

/** The package that an import means, such as `@scope/name` of `@scope/name/part`. */
export function packageName(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** Where a package is installed for the sources in a folder; null when it is not. */
export function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', ...name.split('/'));
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return null;
  }
}

/** The versions as they are now, by name, and our own: a package may be updated while the sources stay as they are. */
export function versionsOf(packages: readonly ImportedPackage[]): PackageVersion[] {
  ours ??= { name: 'stepwell', version: versionIn(packageRoot) };
  return [...packages.map(({ name, folder }) => ({ name, version: versionIn(folder) })), ours].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** What runs here is what was loaded once, whatever is installed meanwhile. */
let ours: PackageVersion | null = null;

function versionIn(folder: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version?: unknown;
    };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
