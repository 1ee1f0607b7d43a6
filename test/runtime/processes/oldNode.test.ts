import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../project.js';

const dist = resolve(import.meta.dirname, '../../../runtime/dist');
const entries = ['index', 'testing', 'register'];

/** What Node 20 has not: an import of it fails before a word can be said. */
const younger = [
  ...['registerHooks', 'findPackageJSON', 'enableCompileCache', 'stripTypeScriptTypes', 'flushCompileCache'],
  ...['zstdCompress', 'zstdCompressSync', 'zstdDecompress', 'zstdDecompressSync', 'DatabaseSync', 'globSync'],
];

/** The texts of a file and of all that is loaded along with it. */
function closure(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const [, path = ''] of text.matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];/gm))
    closure(join(dirname(file), path), seen);
  return seen;
}

test.each(entries)('an old Node gets a sentence from %s', async entry => {
  const p = project({
    'old.mjs': "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });",
    'a.mjs': `import ${JSON.stringify(join(dist, `${entry}.js`))};`,
  });
  const { code, err } = await p.node('--import', './old.mjs', 'a.mjs');
  expect(code).toBe(1);
  expect(err).toMatch(/Error: stepwell needs Node 22\.16 or newer, and this is v\d+/);
});

test.each(entries)('and can load all that %s loads', entry => {
  const imported = [...closure(join(dist, `${entry}.js`)).values()].flatMap(text =>
    [...text.matchAll(/^import (?:\w+, )?\{([^}]*)\} from ["'](?:node:)?[a-z_/]+["'];/gm)].flatMap(
      ([, names = '']) => names.split(',').map(name => name.trim().split(/\s/)[0] ?? ''),
    ),
  );
  expect(imported.length).toBeGreaterThan(3);
  expect(imported.filter(name => younger.includes(name))).toEqual([]);
});
