/**
 * Which artifacts `this.merge(inputs, options)` takes over. Default: all that the join has not set or changed itself.
 *
 * @example
 * this.merge(inputs, { exclude: ['score'] });
 */
export interface MergeOptions<Name extends string> {
  /** Only these artifacts, those that the join has set itself too. One that no input holds is an error. */
  include?: readonly Name[];
  /** None of these. */
  exclude?: readonly Name[];
}

/** What a join knows of one input without loading its values. */
export interface InputFacts<Ref extends { readonly hash: string } = { readonly hash: string }> {
  /** The input's last task, as `step/task`. */
  readonly id: string;
  /** The stored value of each artifact. */
  readonly refs: ReadonlyMap<string, Ref>;
}

/** What takes over stored values into a flow's artifacts, without loading them. */
export interface Adopter<Ref> {
  /** The step itself has assigned this artifact, or changed its value in place. */
  assigned(name: string): boolean;
  /** What the artifact was where the branches began. */
  original(name: string): Ref | undefined;
  adopt(name: string, ref: Ref): void;
}

const facts = new WeakMap<object, InputFacts>();
const adopters = new WeakMap<object, Adopter<{ readonly hash: string }>>();

export function setInputFacts<Ref extends { readonly hash: string }>(
  input: object,
  known: InputFacts<Ref>,
): void {
  facts.set(input, known);
}

export function setAdopter<Ref extends { readonly hash: string }>(flow: object, adopter: Adopter<Ref>): void {
  // Both ends of a flow's merge are set by whoever runs its task, so that the references are of one kind.
  adopters.set(flow, adopter as Adopter<{ readonly hash: string }>);
}

/**
 * Assigns to a flow the artifacts that one or more inputs hold. A branch that left a value as it found it has no say against
 * one that changed it; two that changed it differently clash.
 */
export function mergeInputs(flow: object, inputs: readonly object[], options: MergeOptions<string>): void {
  const adopter = adopters.get(flow);
  if (adopter === undefined) throw new TypeError('this.merge() works only while a join runs');
  const holders = new Map<string, { id: string; ref: { readonly hash: string } }>();
  const clashes = new Map<string, string>();
  for (const input of inputs) {
    const known = facts.get(input);
    if (known === undefined) throw new TypeError('this.merge() takes the inputs of a join');
    for (const [name, ref] of known.refs) {
      if (options.include ? !options.include.includes(name) : adopter.assigned(name)) continue;
      if (options.exclude?.includes(name)) continue;
      const holder = holders.get(name);
      const original = adopter.original(name)?.hash;
      if (holder === undefined || holder.ref.hash === original) holders.set(name, { id: known.id, ref });
      else if (holder.ref.hash !== ref.hash && ref.hash !== original && !clashes.has(name))
        clashes.set(name, `${name} (${holder.id} and ${known.id})`);
    }
  }
  const [first] = clashes.keys();
  if (first !== undefined) {
    throw new Error(
      `this.merge() can't choose between different values of ${[...clashes.values()].slice(0, 3).join(', ')}: before it, assign each from the input you mean, as in this.${first} = inputs[0].${first}, or exclude them`,
    );
  }
  for (const name of options.include ?? []) {
    if (!holders.has(name) && !options.exclude?.includes(name))
      throw new Error(`this.merge() was asked for ${name}, which no input holds`);
  }
  for (const [name, { ref }] of holders) adopter.adopt(name, ref);
}
