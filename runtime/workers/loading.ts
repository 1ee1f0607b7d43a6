import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoadHookSync } from 'node:module';
import { later } from '../clock.js';
import { insideTask } from '../flow/inside.js';
import type { Launcher, LiveRun } from '../flow/launch.js';
import { selfImport } from './resolve.js';

/**
 * A worker loads a flow's file to have its class. Whatever else the file does, it has done where the run was asked for; if it
 * runs the flow, as a script does, each worker that loads it would start the next.
 */

const selfKey = Symbol.for('stepwell.self');

// What stands in a bundle for a test runner asks (`local/no-tests.ts`).
Object.assign(globalThis, { [Symbol.for('stepwell.isInStep')]: () => insideTask.getStore() !== undefined });

/** Gives the worker what the module exports so far. */
export function selfSource(bundleUrl: string): LoadHookSync {
  const source = `import * as self from ${JSON.stringify(bundleUrl)}; globalThis[Symbol.for('stepwell.self')] = self;`;
  return (url, context, nextLoad) =>
    url === selfImport ? { format: 'module', source, shortCircuit: true } : nextLoad(url, context);
}

type Exports = Readonly<Record<string, unknown>>;

/** How long a module that has asked for a run may go on loading where it does not just wait for that, in milliseconds. */
const patience = 5_000;

/** Loads a program's module, and starts no run for it. */
export class Loading {
  readonly #context = new AsyncLocalStorage<true>();
  readonly #asked = Promise.withResolvers<void>();
  #isUnderWay = true;
  #giveUp: (() => void) | null = null;

  /**
   * @param isBusy whether a task is under way, whose code has lost track of whose it is
   * @param told of a run that is not started, by the flow's name
   * @param toldPartly that the module was still loading when it was taken as far as it came
   */
  constructor(
    readonly isBusy: () => boolean,
    readonly told: (flow: string) => void,
    readonly toldPartly: () => void,
  ) {}

  /** Starts what a task asks for, and nothing else. */
  guard(launch: Launcher): Launcher {
    return (flow, parameters, options) => {
      if (this.#mayStart()) return launch(flow, parameters, options);
      this.told(flow.name);
      this.#asked.resolve();
      return never;
    };
  }

  #mayStart(): boolean {
    if (insideTask.getStore() !== undefined) return true;
    return this.#context.getStore() === undefined && this.isBusy();
  }

  /**
   * Imports a module, or what there is of it where the rest waits for a run.
   *
   * @param find what is wanted of its exports; throws as long as it is not there
   * @param isTest whether tests may be declared in it
   */
  async of<T>(url: string, find: (exports: Exports) => T, isTest: boolean): Promise<T> {
    const forget = isTest ? withoutTests() : () => undefined;
    const whole = this.#context.run(true, () => import(url) as Promise<Exports>).then(find);
    try {
      return await Promise.race([whole, this.#waiting(find)]);
    } finally {
      this.#isUnderWay = false;
      forget();
    }
  }

  async #waiting<T>(find: (exports: Exports) => T): Promise<T> {
    await this.#asked.promise;
    if (!this.#isUnderWay) return nothing;
    await new Promise<void>(resolve => {
      this.#giveUp = resolve;
      later(() => {
        if (this.#isUnderWay) this.toldPartly();
        resolve();
      }, patience).unref();
    });
    return find(soFar((globalThis as Record<symbol, unknown>)[selfKey]));
  }

  /** Nothing is left that the module could wait for. @returns false when that is not because of a run */
  stalled(): boolean {
    if (!this.#isUnderWay || this.#giveUp === null) return false;
    this.#giveUp();
    return true;
  }
}

/** Those of a module's exports that have a value already. */
function soFar(exports: unknown): Exports {
  const found: Record<string, unknown> = {};
  if (typeof exports !== 'object' || exports === null) return found;
  for (const name of Object.keys(exports)) {
    try {
      found[name] = (exports as Exports)[name];
    } catch {
      // Its declaration has not been reached.
    }
  }
  return found;
}

/** What comes of a run that was not started here: nothing that the module could go on with, as if the process had ended there. */
const nothing = new Promise<never>(() => undefined);
const never: LiveRun<object> = {
  id: nothing,
  result: nothing,
  async *events() {
    yield await nothing;
  },
  cancel: () => nothing,
};

/** What runners of tests give every file without being asked (`local/no-tests.ts` has those that give it for an import). */
const testGlobals = [
  ...['describe', 'suite', 'context', 'it', 'specify', 'test', 'expect', 'assert', 'jest', 'vi', 'mocha'],
  ...['before', 'after', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'setup', 'teardown'],
];

/** While a module is loaded, tests that it declares are nothing. @returns what makes them unknown again */
function withoutTests(): () => void {
  const inert: unknown = new Proxy(() => undefined, {
    get: (_target, name) => {
      if (name === Symbol.toPrimitive) return () => '';
      return name === 'then' || typeof name === 'symbol' ? undefined : inert;
    },
    apply: () => inert,
    construct: () => inert as object,
  });
  const missing = testGlobals.filter(name => !(name in globalThis));
  for (const name of missing)
    Object.defineProperty(globalThis, name, { value: inert, configurable: true, writable: true });
  return () => {
    for (const name of missing) {
      if (Reflect.get(globalThis, name) === inert) Reflect.deleteProperty(globalThis, name);
    }
  };
}
