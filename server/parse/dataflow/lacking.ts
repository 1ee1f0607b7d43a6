import { ts } from 'ts-morph';
import { sets } from './access.js';
import { type FlowParts, hasValue } from './assigned.js';
import type { Bits } from './bits.js';
import { type Deed, follows, isDefault, parting, precedes } from './deeds.js';
import type { Members } from './members.js';
import { mayBeNothing } from './nothing.js';
import { Numbered } from './numbered.js';
import { isAlwaysDone, isDoneOnAllWays, isReplacedBy } from './passing.js';
import type { Effect } from './spread.js';

/** Where an artifact may have no value, or null, so that `??=` gives it one. */
export class Lacking {
  readonly #parts: FlowParts;
  readonly #numbered: Numbered;
  #before: readonly Bits[] | null = null;

  constructor(parts: FlowParts) {
    this.#parts = parts;
    this.#numbered = new Numbered(parts.names);
  }

  /** Whether it may at a place in a step. */
  at(step: string, deed: Deed): boolean {
    const { members } = this.#parts;
    const isGiving = (one: Deed): boolean => gives(one, members);
    const { list, method } = this.#parts.deeds.get(step)!;
    const own = list.filter(
      one => one.on === 'flow' && one.name === deed.name && (one === deed || counts(one, members)),
    );
    const place = own.indexOf(deed);
    const isGiven = (given: readonly Deed[]): boolean =>
      given.some(one => precedes(one, deed)) || (method !== null && isAlwaysDone(method, given));
    if (this.#beforeStep(step, deed.name) && !isGiven(own.slice(0, place).filter(isGiving))) return true;
    return own.some((one, at) => {
      if (!takesAway(one, members)) return false;
      if (own.slice(at + 1).some(later => later !== deed && isGiving(later) && follows(later, one)))
        return false;
      return at < place ? !isGiven(own.slice(at + 1, place).filter(isGiving)) : isOfOneLoop(one, deed);
    });
  }

  #beforeStep(step: string, artifact: string): boolean {
    const at = this.#parts.followers.indexOf(step);
    if (at === undefined) return false;
    this.#before ??= this.#spread();
    return this.#numbered.isIn(this.#before[at]!, artifact) ?? false;
  }

  #spread(): readonly Bits[] {
    const { graph, followers, names, members, made } = this.#parts;
    // A constructor comes behind the fields.
    const set = new Map(
      made.list.filter(deed => deed.on === 'flow' && counts(deed, members)).map(deed => [deed.name, deed]),
    );
    const lacking = names.filter(name => {
      const last = set.get(name);
      if (last) return takesAway(last, members);
      const field = members.fields.get(name);
      return !(field && hasValue(field) && !mayBeNothing(field.initializer!, [], members));
    });
    const atStart = this.#numbered.set(made.escapes ? [] : lacking);
    const seeds = new Map(
      graph.steps.filter(({ start }) => start).map(({ name }) => [followers.indexOf(name)!, atStart]),
    );
    const effects = graph.steps.map(({ name, options }) => this.#effectOf(name, options.catch ?? null));
    return followers.spread(names.length, seeds, effects);
  }

  /** @param caught where it fails, the run goes on without what it would have given, but for this one, which holds the error */
  #effectOf(step: string, caught: string | null): Effect {
    const { deeds, names, members } = this.#parts;
    const doing = deeds.get(step);
    if (!doing?.method || doing.escapes) return { adds: null, takes: this.#numbered.set(names) };
    const { method } = doing;
    const own = doing.list.filter(deed => deed.on === 'flow' && counts(deed, members));
    if (own.length === 0) return { adds: null, takes: null };
    const adds: string[] = [];
    const takes: string[] = [];
    for (const [name, those] of Map.groupBy(own, deed => deed.name)) {
      if ((caught === null || caught === name) && isDoneOnAllWays(method, those)) takes.push(name);
      const isLeft = those.some(
        (one, at) =>
          takesAway(one, members) &&
          !isReplacedBy(method, those.slice(at + 1)) &&
          !those
            .slice(at + 1)
            .some(later => (gives(later, members) || takesAway(later, members)) && follows(later, one)),
      );
      if (isLeft) adds.push(name);
    }
    return { adds: this.#numbered.set(adds), takes: this.#numbered.set(takes) };
  }
}

/** It may give the artifact a value, or take it away; `??= null` does neither. */
function counts(deed: Deed, members: Members): boolean {
  if (deed.kind === 'delete') return true;
  return sets(deed) && !(isDefault(deed) && givesNothing(deed.from, deed, members));
}

/** It leaves the artifact without a value, or may give it null: `||= null` takes away a 0. */
function takesAway(deed: Deed, members: Members): boolean {
  const { kind, value, from } = deed;
  if (kind === 'delete') return true;
  if (kind === 'default') return givesNothing(from, deed, members);
  return kind === 'write' && givesNothing(value, deed, members);
}

function givesNothing(value: ts.Expression | null, { calls }: Deed, members: Members): boolean {
  return value !== null && mayBeNothing(value, calls, members);
}

function gives(deed: Deed, members: Members): boolean {
  return sets(deed) && !takesAway(deed, members);
}

/** What stands behind a place in a loop comes before it in the next turn. */
function isOfOneLoop(one: Deed, other: Deed): boolean {
  const apart = parting(one, other);
  if (apart === null) return false;
  const { place: here, other: there } = apart;
  for (let around: ts.Node = here; !ts.isFunctionLike(around) && around.parent; around = around.parent) {
    if (ts.isIterationStatement(around, false) && there.pos >= around.pos && there.end <= around.end)
      return true;
  }
  return false;
}
