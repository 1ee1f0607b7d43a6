import type { Plugin } from 'esbuild';

/**
 * What tests are written with. A worker that loads a test file has it for a flow that it declares: the tests themselves are run where they were
 * asked for, and most runners can't even be imported anywhere else.
 */
const runners = /^(?:node:test|bun:test|vitest|@jest\/globals|mocha)$/;

const namespace = 'stepwell-no-tests';

/** Of a bundle's inputs those that are no files. */
export function isNoTests(input: string): boolean {
  return input.startsWith(`${namespace}:`);
}

/** In a bundle, functions of a test runner do nothing while it is loaded, and throw in a step, where doing nothing would be a wrong result. */
export function noTests(): Plugin {
  return {
    name: 'no-tests',
    setup(build) {
      build.onResolve({ filter: runners }, ({ path }) => ({ path, namespace }));
      build.onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: sourceFor(path), loader: 'js' }));
    },
  };
}

/** A module that has every name that is asked of it: they are looked for along the prototype. */
function sourceFor(runner: string): string {
  const own = runner === 'node:test' ? "mock: process.getBuiltinModule('node:test').mock" : '';
  return `
const isInStep = () => globalThis[Symbol.for('stepwell.isInStep')]?.() === true;
const nothing = () => {
  if (isInStep()) throw new Error(${JSON.stringify(`${runner} is called in a step, and no tests run there: steps are run by a worker`)});
  return inert;
};
const known = { ${own} };
const inert = new Proxy(function () {}, {
  get: (_target, name) => {
    if (name in known) return known[name];
    if (name === Symbol.iterator) return function* () { for (let i = 0; i < 16; i++) yield inert; };
    if (name === Symbol.toPrimitive) return () => '';
    return name === 'then' || typeof name === 'symbol' ? undefined : inert;
  },
  apply: nothing,
  construct: nothing,
});
module.exports = Object.setPrototypeOf(() => nothing(), inert);`;
}
