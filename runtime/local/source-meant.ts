import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The TypeScript source that an import means which names the compiled file, or no extension at all, as TypeScript lets one write;
 * null where the import means what it says. As a URL.
 */
export function sourceMeant(specifier: string, from: string | undefined): string | null {
  if (!from?.startsWith('file:') || !URL.canParse(specifier, from)) return null;
  const named = new URL(specifier, from);
  if (isFile(named)) return null;
  const { href } = named;
  const ends = /\.([cm]?)jsx?$/.exec(href);
  const base = ends === null ? href : href.slice(0, ends.index);
  const kind = ends?.[1] ?? '';
  const candidates =
    ends === null
      ? ['.ts', '.tsx', '.mts', '.cts', '/index.ts', '/index.tsx'].map(end => href + end)
      : [`${base}.${kind}ts`, `${base}.tsx`];
  return candidates.find(candidate => isFile(new URL(candidate))) ?? null;
}

function isFile(url: URL): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() === true;
}
