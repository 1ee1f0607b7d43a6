import type { ts } from 'ts-morph';
import type { Span } from '../parsed.js';

/**
 * What a place in the text does with a member. `test`: a read that bears finding nothing (`this.x ?? 0`); `update`: reads and
 * sets (`+=`); `default`: sets what has no value (`??=`); `mutate`: changes the value in place; `name`: is only named, in a type or a list of names.
 */
export type AccessKind =
  | 'name'
  | 'read'
  | 'test'
  | 'call'
  | 'write'
  | 'update'
  | 'default'
  | 'mutate'
  | 'delete';

/** A place where a member of a flow is named: on the flow itself, on one of a join's inputs, or `inputs.train`. */
export interface Access {
  readonly name: string;
  readonly kind: AccessKind;
  readonly on: 'flow' | 'input' | 'inputs';
  /** The name, without quotes. */
  readonly span: Span;
  /** How it stands there: what a new name has to be written as. */
  readonly form: 'plain' | 'quoted' | 'shorthand' | 'alias';
  /** The expression that names it: `this.score`. */
  readonly node: ts.Node;
  /** What a `write` assigns, where it is one expression. */
  readonly value: ts.Expression | null;
  /** What the new value follows from, besides the one there was before; null for a read. */
  readonly from: ts.Expression | null;
  /** On `super`: the member that a base class has. */
  readonly onBase: boolean;
  /** In a loop or in a function of its own, so that what stands behind it may come before it. */
  readonly loose: boolean;
}

/** What a method does with its flow, in the order in which it happens as far as the text tells. */
export interface Accesses {
  readonly list: readonly Access[];
  /** The flow itself is handed to something that may do anything with it. */
  readonly escapes: boolean;
  /** An input, or all of them, are handed to something that may read anything of them. */
  readonly inputsEscape: boolean;
  readonly merges: readonly Merge[];
}

/** A `this.merge(inputs, …)`. */
export interface Merge {
  /** The call. */
  readonly node: ts.Node;
  /** Names it is about, or null for all but `exclude`. */
  readonly include: readonly string[] | null;
  readonly exclude: readonly string[];
}

/** Whether a merge is about an artifact. */
export function takesOver({ include, exclude }: Merge, artifact: string): boolean {
  return !exclude.includes(artifact) && (include?.includes(artifact) ?? true);
}

/** Sets the artifact, whatever it was. */
export function sets({ kind }: Access): boolean {
  return kind === 'write' || kind === 'update' || kind === 'default';
}

/** The artifact's value is another one afterwards. */
export function changes(access: Access): boolean {
  return sets(access) || access.kind === 'mutate';
}

/** Looks at the value the artifact had. */
export function looksAt({ kind }: Access): boolean {
  return kind !== 'write' && kind !== 'delete' && kind !== 'call' && kind !== 'name';
}
