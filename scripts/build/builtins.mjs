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
export const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path, kind }) => {
      if (kind !== 'import-statement' || !names.has(path)) return null;
      return { path: path.replace(/^node:/, ''), namespace: 'builtin', sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: textOf(path),
      loader: 'js',
    }));
  },
};

/** @param {string} name */
function textOf(name) {
  const all = Object.getOwnPropertyNames(process.getBuiltinModule(`node:${name}`)).filter(
    key => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default',
  );
  return [
    `const all = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(`node:${name}`)});`,
    'const take = key => all[key];',
    ...all.map((key, i) => `const _${i} = /* @__PURE__ */ take(${JSON.stringify(key)});`),
    `export { ${all.map((key, i) => `_${i} as ${key}`).join(', ')} };`,
    'export default all;',
  ].join('\n');
}
