import type { ts } from 'ts-morph';
import { declaredIn } from '../declarations.js';
import type { Holder, Names } from './holders.js';

/** What is known at a place; `known` grows as declarations are passed. */
export interface Scope extends Names {
  readonly known: Map<string, Holder>;
  /** Constants that hold what an artifact held: changing that in place changes the artifact. */
  readonly aliases: Map<string, string>;
  readonly loose: boolean;
}

/** A scope of its own, that begins with what is known in another, if there is one. */
export function scopeOf({
  own,
  loose,
  known,
  aliases,
}: Pick<Scope, 'own' | 'loose'> & Partial<Scope>): Scope {
  return { own, loose, known: new Map(known), aliases: new Map(aliases) };
}

/** What a block declares is known in it alone: behind it, a name means again what it meant before. */
export function within(node: ts.Node, { known, aliases }: Scope, read: () => void): void {
  const before = [known, aliases].map(names => (names.size > 0 ? new Map<string, string>(names) : null));
  read();
  if (known.size + aliases.size === 0) return;
  for (const name of declaredIn(node).keys()) {
    restore(known, name, before[0]?.get(name) as Holder | undefined);
    restore(aliases, name, before[1]?.get(name));
  }
}

function restore<Value>(names: Map<string, Value>, name: string, before: Value | undefined): void {
  if (before === undefined) names.delete(name);
  else names.set(name, before);
}
