import { ts } from 'ts-morph';
import type { Opening, Scopes } from '../../../runtime/model/scopes.js';
import { changes, takesOver } from './access.js';
import { areAlike, isAsBefore } from './alike.js';
import type { FlowParts } from './assigned.js';
import { Bits } from './bits.js';
import { Branches } from './branches.js';
import type { Deed, Deeds, Place } from './deeds.js';
import { isAlwaysDone } from './passing.js';
import { type Change, Reaching } from './reaching.js';
import type { Effect } from './spread.js';
import { isDoneFirst } from './unfailing.js';
import { type Differing, Varying } from './varies.js';

/** An artifact that the branches of a split or fan-out leave different, so that its join leaves it without a value. */
export interface Dispute {
  readonly artifact: string;
  readonly join: string;
  readonly opening: Opening;
  /** Where it is set in the branches, and in which step. */
  readonly culprits: readonly Change[];
}

/** Which artifacts have no value when a step begins because a join before it found its inputs to differ. */
export class Disputes {
  readonly #parts: FlowParts & { readonly scopes: Scopes };
  readonly #found: Dispute[] = [];
  readonly #byArtifact: ReadonlyMap<string, readonly number[]>;
  /** Which of them there may be when a step begins, by their places in the list. */
  readonly #before: readonly Bits[];
  readonly #effects: readonly Effect[];
  /** Those that a step ends by merging, wherever in it that stands. */
  readonly #merged = new Map<string, Bits>();

  constructor(parts: FlowParts & { readonly scopes: Scopes }) {
    const { graph, followers } = parts;
    this.#parts = parts;
    const inside = this.#inside();
    if (inside.size > 0) {
      const reaching = new Reaching(parts);
      for (const [opening, steps] of inside) this.#judge(opening, steps, reaching);
    }
    this.#byArtifact = placesBy(this.#found, ({ artifact }) => artifact);
    const seeds = new Map<number, Bits>();
    for (const [join, places] of placesBy(this.#found, one => one.join)) {
      const at = followers.indexOf(join);
      if (at !== undefined) seeds.set(at, this.#set(places));
    }
    // Where nothing is lost, nothing needs to be looked for that ends it.
    const effects = graph.steps.map(({ name }) => (seeds.size === 0 ? nothing : this.#effectOf(name)));
    const before = followers.spread(this.#found.length, seeds, effects);
    const merging = this.#merging(before, effects, inside);
    this.#effects = merging ?? effects;
    this.#before = merging ? followers.spread(this.#found.length, seeds, merging) : before;
  }

  /** Every dispute that a join may leave, in no order. */
  get all(): readonly Dispute[] {
    return this.#found;
  }

  /**
   * The disputes that may leave an artifact without a value when a step begins; none when it has one.
   *
   * @param isMerged only those that `this.merge` in the step does not end
   */
  before(step: string, artifact: string, isMerged = false): readonly Dispute[] {
    const at = this.#parts.followers.indexOf(step);
    if (at === undefined) return [];
    const [before, merged] = [this.#before[at]!, isMerged ? this.#merged.get(step) : undefined];
    return this.#about(artifact, place => before.has(place) && !merged?.has(place));
  }

  /**
   * The disputes that may leave an artifact without a value in an input of a join: those that a branch comes to its end with.
   *
   * @param from the last step of the branch; null for any
   */
  inInputs(join: string, artifact: string, from: string | null): readonly Dispute[] {
    const { names } = this.#parts.followers;
    const last = this.#lastOf(join).filter(step => from === null || names[step] === from);
    return this.#about(artifact, place =>
      last.some(step => this.#before[step]!.has(place) && !this.#effects[step]!.takes?.has(place)),
    );
  }

  #about(artifact: string, isMeant: (place: number) => boolean): Dispute[] {
    const places = this.#byArtifact.get(artifact) ?? [];
    return places.filter(isMeant).map(place => this.#found[place]!);
  }

  #set(places: Iterable<number>): Bits {
    const set = new Bits(this.#found.length);
    for (const place of places) set.add(place);
    return set;
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

  #judge(opening: Opening, steps: readonly string[], reaching: Reaching): void {
    const [join, other] = opening.joins;
    if (join === undefined || other !== undefined) return;
    const own = steps.flatMap(step => reaching.in(step));
    if (own.length === 0) return;
    const { followers } = this.#parts;
    const at = followers.indexOf(join);
    const last = steps
      .filter(step => at !== undefined && followers.of(followers.indexOf(step) ?? -1).includes(at))
      .map(step => reaching.after(step));
    const inside = new Set(own);
    const left = own.filter(number => last.some(bits => bits.has(number)));
    const branches = new Branches(opening, join, steps, followers);
    const differing = opening.kind === 'split' ? null : this.#differing(own, branches, reaching);
    const byArtifact = Map.groupBy(left, number => reaching.changes[number]!.deed.name);
    const changed = new Set(own.map(number => reaching.changes[number]!.deed.name));
    for (const [artifact, numbers] of byArtifact) {
      const culprits = differing === null ? numbers : numbers.filter(number => differing.has(number));
      if (culprits.length === 0) continue;
      const all = numbers.map(number => reaching.changes[number]!);
      const others = (): number[] =>
        reaching.of(artifact).filter(one => !inside.has(one) && last.some(bits => bits.has(one)));
      if (isAsBefore(numbers, others, reaching, this.#parts)) continue;
      // On some way through, the artifact stays what it was.
      const isLeft = reaching.of(artifact).some(one => !inside.has(one) && last.some(bits => bits.has(one)));
      if (differing === null && areAlike(all, branches, changed, isLeft, this.#parts)) continue;
      this.#found.push({ artifact, join, opening, culprits: culprits.map(one => reaching.changes[one]!) });
    }
  }

  /** The changes in a fan-out that may leave the branches of its items different. */
  #differing(own: readonly number[], branches: Branches, reaching: Reaching): Set<number> {
    const differing = new Set<number>();
    for (let before = -1; before < differing.size; ) {
      before = differing.size;
      const varying = new Map<string, Varying | null>();
      const varyingIn = (step: string): Varying | null => {
        if (!varying.has(step)) varying.set(step, this.#varyingIn(step, differing, reaching));
        return varying.get(step) ?? null;
      };
      const parted = new Set(
        [...branches.steps]
          .filter(step => this.#parts.followers.of(this.#parts.followers.indexOf(step) ?? -1).length > 1)
          .filter(step => varyingIn(step)?.parts)
          .flatMap(step => [...branches.partedBy(step)]),
      );
      for (const number of own) {
        const { step, deed, isCaught } = reaching.changes[number]!;
        // One item may fail where others do not, and do there what that one does not.
        const mayFail = this.#parts.caught.has(step) && !isDoneFirst(deed);
        if (isCaught || mayFail || parted.has(step) || isVarying(deed, varyingIn(step)))
          differing.add(number);
      }
    }
    return differing;
  }

  #varyingIn(step: string, differing: ReadonlySet<number>, reaching: Reaching): Varying | null {
    const method = this.#parts.deeds.get(step)?.method;
    if (!method) return null;
    const before = reaching.before(step);
    const other = [...differing].flatMap((number): Differing[] => {
      const { step: by, deed } = reaching.changes[number]!;
      const { name, calls, from, node } = deed;
      if (before.has(number)) return [{ name, places: [] }];
      return by === step ? [{ name, places: [...calls, from ?? node] }] : [];
    });
    return new Varying(method, other, this.#parts.members);
  }

  /** A step that sets an artifact, whatever way control takes through it, ends the dispute about it; one that may fail and go on does not. */
  #effectOf(step: string): Effect {
    return this.#ending(this.#settled(step, [...this.#byArtifact.keys()], false));
  }

  #settled(step: string, artifacts: readonly string[], isMerged: boolean): readonly string[] {
    const { deeds, caught } = this.#parts;
    const doing = deeds.get(step);
    return doing ? settledBy(doing, artifacts, caught.get(step)?.name ?? null, isMerged) : artifacts;
  }

  #ending(artifacts: readonly string[]): Effect {
    const places = artifacts.flatMap(name => this.#byArtifact.get(name) ?? []);
    return { adds: null, takes: places.length > 0 ? this.#set(places) : null };
  }

  /**
   * What steps do that merge: `this.merge` ends the dispute of its own join, and an earlier one where some branch comes to the join without
   * it. Null where none merges.
   */
  #merging(
    before: readonly Bits[],
    effects: readonly Effect[],
    inside: ReadonlyMap<Opening, readonly string[]>,
  ): readonly Effect[] | null {
    const { graph, deeds, followers } = this.#parts;
    const merging = graph.steps.filter(({ name }) => deeds.get(name)?.merges.length);
    if (merging.length === 0 || this.#found.length === 0) return null;
    const all = [...effects];
    for (const { name } of merging) {
      const ends = this.#endsOf(name, inside);
      const isLost = (step: number, place: number): boolean =>
        before[step]!.has(place) && !effects[step]!.takes?.has(place);
      const isLeft = (place: number): boolean =>
        this.#found[place]!.join !== name && ends.every(last => last.some(step => isLost(step, place)));
      const ended = [...this.#found.keys()].filter(place => !isLeft(place));
      this.#merged.set(name, this.#set(ended));
      const artifacts = new Set(this.#settled(name, [...this.#byArtifact.keys()], true));
      const at = followers.indexOf(name)!;
      const takes = this.#set(ended.filter(place => artifacts.has(this.#found[place]!.artifact)));
      const { takes: others } = effects[at]!;
      if (others) takes.addAll(others);
      all[at] = { adds: null, takes };
    }
    return all;
  }

  /** The steps that each branch of a join may end in. */
  #endsOf(join: string, inside: ReadonlyMap<Opening, readonly string[]>): number[][] {
    const { followers, scopes } = this.#parts;
    const last = this.#lastOf(join);
    const opening = last[0] === undefined ? null : scopes.openingOf(followers.names[last[0]]!);
    if (!opening) return [last];
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

function placesBy(disputes: readonly Dispute[], key: (dispute: Dispute) => string): Map<string, number[]> {
  return Map.groupBy(disputes.keys(), place => key(disputes[place]!));
}

/**
 * The artifacts that a step gives a value or takes it from, itself or with `this.merge`.
 *
 * @param caught what holds the step's error, if it fails and the run goes on; null where the run ends
 * @param isMerged whether a merge ends the dispute
 */
function settledBy(
  { list, merges, escapes, method }: Deeds,
  names: readonly string[],
  caught: string | null,
  isMerged: boolean,
): readonly string[] {
  if (escapes || !method) return names;
  const isDone = (name: string): boolean => {
    const places: Place[] = list.filter(
      deed => deed.on === 'flow' && deed.name === name && (changes(deed) || deed.kind === 'delete'),
    );
    if (isMerged) places.push(...merges.filter(merge => takesOver(merge, name)));
    return places.length > 0 && isAlwaysDone(method, places);
  };
  if (caught === null) return names.filter(isDone);
  const first = new Set(list.filter(deed => deed.on === 'flow' && isDoneFirst(deed)).map(({ name }) => name));
  return names.filter(name => first.has(name) || (name === caught && isDone(name)));
}

function isVarying({ kind, from, calls }: Deed, inStep: Varying | null): boolean {
  if (inStep === null || from === null) return false;
  let varying = inStep;
  for (const [at, place] of calls.entries()) {
    if (varying.isReachedBySome(place)) return true;
    const called = ts.findAncestor(calls[at + 1] ?? from, isCode);
    if (called) varying = varying.within(called, place);
  }
  // Without a value the branches are alike, whatever it was.
  return varying.isReachedBySome(from) || (kind !== 'delete' && varying.differs(from));
}

/** A member's own code, not that of a function inside it. */
function isCode(node: ts.Node): node is ts.FunctionLikeDeclaration {
  if (!ts.isFunctionLike(node)) return false;
  if (ts.isClassElement(node)) return true;
  let { parent } = node;
  while (ts.isExpression(parent)) parent = parent.parent;
  return ts.isPropertyDeclaration(parent);
}
