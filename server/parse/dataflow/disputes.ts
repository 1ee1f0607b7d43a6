import type { Opening } from '../../../runtime/model/scopes.js';
import { changes, takesOver } from './access.js';
import type { Bits } from './bits.js';
import { Branches } from './branches.js';
import type { Deeds, Place } from './deeds.js';
import { type Dispute, disputesIn, type ScopedParts } from './disputed.js';
import { Numbered } from './numbered.js';
import { isAlwaysDone } from './passing.js';
import type { Effect, Meets } from './spread.js';
import { isDoneFirst } from './unfailing.js';

export type { Dispute } from './disputed.js';

/** Which artifacts have no value when a step begins because a join before it found its inputs to differ. */
export class Disputes {
  /** Every dispute that a join may leave, in no order. */
  readonly all: readonly Dispute[];
  readonly #parts: ScopedParts;
  readonly #byJoin: ReadonlyMap<string, readonly Dispute[]>;
  readonly #lost: readonly string[];
  readonly #numbered: Numbered;
  /** What steps that merge leave without a value all the same, for no branch brings one. */
  readonly #kept = new Map<string, Set<string>>();
  #before: readonly Bits[];
  readonly #effects: readonly Effect[];

  constructor(parts: ScopedParts) {
    const { graph, followers, deeds } = parts;
    this.#parts = parts;
    const inside = this.#inside();
    this.all = disputesIn(parts, inside);
    this.#byJoin = Map.groupBy(this.all, ({ join }) => join);
    this.#lost = [...new Set(this.all.map(({ artifact }) => artifact))];
    this.#numbered = new Numbered(this.#lost);
    const seeds = new Map<number, Bits>();
    for (const [join, found] of this.#byJoin) {
      const at = followers.indexOf(join);
      if (at !== undefined) seeds.set(at, this.#numbered.set(found.map(({ artifact }) => artifact)));
    }
    // Where nothing is lost, nothing needs to be looked for that ends it.
    const isAny = this.all.length > 0;
    const effects = graph.steps.map(({ name }) => (isAny ? this.#effectOf(name) : nothing));
    this.#effects = effects;
    this.#before = followers.spread(this.#lost.length, seeds, effects);
    const merging = graph.steps.filter(({ name }) => isAny && deeds.get(name)?.merges.length);
    const ends = new Map(merging.map(({ name }) => [name, this.#endsOf(name, inside)]));
    const assigned = merging.length > 0 ? parts.assignedWith(this.#meets(inside)) : null;
    const isGivenAfter = (step: string, artifact: string): boolean => assigned!.after(step, artifact);
    // Where one turns out to bring nothing, others behind it may bring nothing either.
    while (this.#learnKept(ends, isGivenAfter)) {
      for (const { name } of merging) effects[followers.indexOf(name)!] = this.#effectOf(name);
      this.#before = followers.spread(this.#lost.length, seeds, effects);
    }
  }

  /**
   * The disputes that may leave an artifact without a value when a step begins, the nearest; none when it has one.
   *
   * @param isMerged those alone that `this.merge` in the step does not end
   */
  before(step: string, artifact: string, isMerged = false): readonly Dispute[] {
    const at = this.#parts.followers.indexOf(step);
    if (at === undefined || !this.#numbered.isIn(this.#before[at]!, artifact)) return [];
    return isMerged && !this.#kept.get(step)?.has(artifact) ? [] : this.#nearest([at], artifact, isMerged);
  }

  /**
   * The disputes that may leave an artifact without a value in an input of a join: those that a branch comes to its end with.
   *
   * @param from the last step of the branch; null for any
   */
  inInputs(join: string, artifact: string, from: string | null): readonly Dispute[] {
    const { names } = this.#parts.followers;
    const last = this.#lastOf(join).filter(step => from === null || names[step] === from);
    return this.#nearest(
      last.filter(step => this.#isLostAfter(step, artifact)),
      artifact,
    );
  }

  /** @param isBehind what the steps themselves, which are joins, have disputed does not count */
  #nearest(steps: readonly number[], artifact: string, isBehind = false): readonly Dispute[] {
    const { followers } = this.#parts;
    const seen = new Set(steps);
    for (const step of seen) {
      const own = this.#byJoin.get(followers.names[step]!)?.filter(one => one.artifact === artifact) ?? [];
      if (own.length > 0 && !(isBehind && steps.includes(step))) return own;
      for (const before of followers.before(step)) if (this.#isLostAfter(before, artifact)) seen.add(before);
    }
    return [];
  }

  #isLostAfter(step: number, artifact: string): boolean {
    const { takes } = this.#effects[step]!;
    const isIn = (set: Bits): boolean => this.#numbered.isIn(set, artifact) === true;
    return isIn(this.#before[step]!) && !(takes && isIn(takes));
  }

  /** Looks which artifacts no branch brings to a step that merges: they have been lost, or never given; true when that is news of one. */
  #learnKept(
    ends: ReadonlyMap<string, readonly (readonly number[])[]>,
    isGivenAfter: (step: string, artifact: string) => boolean,
  ): boolean {
    let isNews = false;
    for (const [step, last] of ends) {
      const kept = this.#kept.get(step) ?? new Set();
      this.#kept.set(step, kept);
      for (const artifact of this.#lost) {
        const isLost = (end: number): boolean => this.#isLostAfter(end, artifact);
        const isWithout = (end: number): boolean =>
          isLost(end) || !isGivenAfter(this.#parts.followers.names[end]!, artifact);
        const isBringingNone =
          last.some(ends => ends.some(isLost)) && last.every(ends => ends.some(isWithout));
        if (last.length === 0 || kept.has(artifact) || !isBringingNone) continue;
        kept.add(artifact);
        isNews = true;
      }
    }
    return isNews;
  }

  /**
   * The joins of splits that don't merge: what one branch alone has given a value is lost there. None where a step may lead anywhere, and
   * a branch end elsewhere.
   */
  #meets(inside: ReadonlyMap<Opening, readonly string[]>): Meets {
    const { graph, deeds, followers } = this.#parts;
    if (graph.steps.some(({ unknown }) => unknown)) return new Map();
    const joins = graph.steps.filter(({ name, join }) => join && !deeds.get(name)?.merges.length);
    return new Map(
      joins.flatMap(({ name }) => {
        const ends = this.#endsOf(name, inside).filter(branch => branch.length > 0);
        return ends.length > 1 ? [[followers.indexOf(name)!, ends] as const] : [];
      }),
    );
  }

  /** The steps between each opening and its join, those of openings inside it too. */
  #inside(): Map<Opening, string[]> {
    const { graph, scopes } = this.#parts;
    const inside = new Map<Opening, string[]>();
    for (const { name } of graph.steps) {
      const seen = new Set<Opening>();
      for (let at = scopes.openingOf(name); at && !seen.has(at); at = scopes.openingOf(at.step)) {
        seen.add(at);
        const steps = inside.get(at);
        if (steps) steps.push(name);
        else inside.set(at, [name]);
      }
    }
    return inside;
  }

  /** A step that sets an artifact, whatever way control takes through it, ends the dispute about it; one that may fail and go on does not. */
  #effectOf(step: string): Effect {
    const { deeds, caught } = this.#parts;
    const doing = deeds.get(step);
    const isMerged = (name: string): boolean => !this.#kept.get(step)?.has(name);
    const settled = doing
      ? settledBy(doing, this.#lost, caught.get(step)?.name ?? null, isMerged)
      : this.#lost;
    return { adds: null, takes: settled.length > 0 ? this.#numbered.set(settled) : null };
  }

  /** The steps that each branch of a join may end in. */
  #endsOf(join: string, inside: ReadonlyMap<Opening, readonly string[]>): number[][] {
    const { followers, scopes } = this.#parts;
    const last = this.#lastOf(join);
    const opening = last[0] === undefined ? null : scopes.openingOf(followers.names[last[0]]!);
    if (!opening) return [];
    const branches = new Branches(opening, join, inside.get(opening) ?? [], followers);
    return branches.all.map(steps => last.filter(step => steps.has(followers.names[step]!)));
  }

  /** The steps that the branches of a join end in. */
  #lastOf(join: string): number[] {
    const { followers, scopes } = this.#parts;
    return followers
      .before(followers.indexOf(join) ?? -1)
      .filter(step => scopes.openingOf(followers.names[step]!)?.joins.includes(join));
  }
}

const nothing: Effect = { adds: null, takes: null };

/**
 * The artifacts that a step gives a value or takes it from, itself or with `this.merge`.
 *
 * @param caught what holds the step's error, if it fails and the run goes on; null where the run ends
 * @param isMerged whether a merge gives an artifact a value
 */
function settledBy(
  { list, merges, escapes, method }: Deeds,
  names: readonly string[],
  caught: string | null,
  isMerged: (name: string) => boolean,
): readonly string[] {
  if (escapes || !method) return names;
  const isDone = (name: string): boolean => {
    const places: Place[] = list.filter(
      deed => deed.on === 'flow' && deed.name === name && (changes(deed) || deed.kind === 'delete'),
    );
    if (isMerged(name)) places.push(...merges.filter(merge => takesOver(merge, name)));
    return places.length > 0 && isAlwaysDone(method, places);
  };
  if (caught === null) return names.filter(isDone);
  const first = new Set(list.filter(deed => deed.on === 'flow' && isDoneFirst(deed)).map(({ name }) => name));
  return names.filter(name => first.has(name) || (name === caught && isDone(name)));
}
