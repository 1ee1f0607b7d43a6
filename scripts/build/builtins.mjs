import { builtinModules } from 'node:module';

const names = new Set(
  builtinModules
    .flatMap(name => (name.startsWith('node:') ? name : [name, `node:${name}`]))
    .concat('node:sqlite'),
);

/**
 * Takes what Node itself provides from `process.getBuiltinModule`. An `import` of it has Node look at everything that the module offers, and so load
 * other modules that nobody asks for: `fs.promises` with `readline`, `crypto.subtle`, `util.parseArgs`. What starts for each run starts some
 * milliseconds sooner without.
 *
 * @type {import('esbuild').Plugin}
 */
export const lazyBuiltins = builtins(true);

/**
 * The same for what runs the code of steps, which may put other functions in the place of Node's, as tests do: all are taken before any of it is loaded.
 *
 * @type {import('esbuild').Plugin}
 */
export const takenBuiltins = builtins(false);

/**
 * @param {boolean} isLazy whether modules that take long to load are loaded when one of their functions is first called
 * @returns {import('esbuild').Plugin}
 */
function builtins(isLazy) {
  return {
    name: 'builtins',
    setup(build) {
      build.onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path, kind }) => {
        if (kind !== 'import-statement' || !names.has(path)) return null;
        return { path: path.replace(/^node:/, ''), namespace: 'builtin', sideEffects: false };
      });
      build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
        contents: textOf(path, isLazy && whenCalled.has(path)),
        loader: 'js',
      }));
    },
  };
}

/** Modules that take long to load, and of which functions are all that is asked for. */
const whenCalled = new Set(['child_process', 'crypto', 'zlib']);

/**
 * @param {string} name
 * @param {boolean} isLazy
 */
function textOf(name, isLazy) {
  const module = process.getBuiltinModule(`node:${name}`) ?? {};
  const keys = Object.getOwnPropertyNames(module).filter(
    key => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default',
  );
  const load = `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;
  if (isLazy) {
    const functions = keys.filter(
      key => /^[a-z]/.test(key) && typeof Object.getOwnPropertyDescriptor(module, key)?.value === 'function',
    );
    const calls = functions.map(key => `export const ${key} = (...given) => ${load}.${key}(...given);`);
    return [...calls, `export default /* @__PURE__ */ ${load};`].join('\n');
  }
  return [
    `const all = /* @__PURE__ */ ${load};`,
    'const take = key => all[key];',
    ...keys.map((key, i) => `const _${i} = /* @__PURE__ */ take(${JSON.stringify(key)});`),
    `export { ${keys.map((key, i) => `_${i} as ${key}`).join(', ')} };`,
    'export default all;',
  ].join('\n');
}
