import type { InputState, RunContext } from '../engine/pool.js';
import { setInputFacts } from '../flow/merge.js';
import { disputed } from './disputed.js';
import type { Values } from './values.js';

/** The `inputs` of a join: an array of the branches' final states, with a name for each step a branch ended in. */
export function makeInputs(
  values: Values,
  inputs: readonly InputState[],
  run: Pick<RunContext, 'parameters' | 'secrets'>,
): readonly object[] {
  const branches = inputs.map(input => makeInput(values, input, run));
  for (const [i, input] of inputs.entries()) {
    // A step may be called `map`: what every array has stays what it is.
    if (!(input.step in branches)) {
      Object.defineProperty(branches, input.step, { value: branches[i], enumerable: false });
    }
  }
  return Object.freeze(branches);
}

function makeInput(
  values: Values,
  input: InputState,
  { parameters, secrets }: Pick<RunContext, 'parameters' | 'secrets'>,
): object {
  const branch = {};
  for (const [name, kept] of Object.entries(parameters)) {
    let own: { value: unknown } | null = null;
    const get = () => {
      own ??= { value: values.own(name, kept) };
      return own.value;
    };
    Object.defineProperty(branch, name, { enumerable: !secrets.includes(name), get });
  }
  for (const [name, ref] of Object.entries(input.set)) {
    let loaded: { value: unknown } | null = null;
    Object.defineProperty(branch, name, {
      enumerable: true,
      configurable: true,
      get() {
        loaded ??= { value: values.load(name, ref) };
        return loaded.value;
      },
      set() {
        throw new TypeError(`${name} of the input ${input.id} is read-only: assign this.${name} in the join`);
      },
    });
  }
  for (const [name, dispute] of Object.entries(input.disputed)) {
    // Who copies or prints an input has not asked for this one.
    const get = () => {
      throw disputed(name, dispute);
    };
    Object.defineProperty(branch, name, { enumerable: false, get });
  }
  setInputFacts(branch, { id: input.id, refs: new Map(Object.entries(input.set)) });
  return Object.preventExtensions(branch);
}
