import { readFile } from 'node:fs/promises';
import { ts } from 'ts-morph';

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

/**
 * Puts the numbers of TypeScript's kinds of nodes where our sources name them, and takes the functions that they call out of the compiler once. It
 * reaches us as a CommonJS module in which every name is looked up by a function each time, and these are looked up for each node of each tree.
 *
 * @type {import('esbuild').Plugin}
 */
export const inlineKinds = {
  name: 'inline-kinds',
  setup(build) {
    build.onLoad({ filter: /[\\/]server[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const named = text.replace(/\bts\.SyntaxKind\.(\w+)/g, (_all, name) => kindOf(name));
      return {
        contents: /^import \{ ts \} from 'ts-morph';$/m.test(text) ? takenOnce(named) : named,
        loader: 'ts',
      };
    });
  },
};

/**
 * Calls of the compiler's functions by a name of the module's own. On the first line, so that all others stay where they are.
 *
 * @param {string} text
 */
function takenOnce(text) {
  /** @type {Set<string>} */
  const names = new Set();
  const calling = text.replace(
    /\bts\.((?:is[A-Z]|forEachChild\b|findAncestor\b)\w*)(?=[(,)])/g,
    (_all, name) => {
      names.add(name);
      return `$ts_${name}`;
    },
  );
  return `${[...names].map(name => `var $ts_${name} = ts.${name};`).join(' ')} ${calling}`;
}

/** @param {string} name */
function kindOf(name) {
  const kind = /** @type {Readonly<Record<string, unknown>>} */ (ts.SyntaxKind)[name];
  if (typeof kind !== 'number') throw new Error(`TypeScript knows no kind of node called ${name}`);
  return `${kind} /* ${name} */`;
}
