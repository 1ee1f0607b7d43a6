import { ts } from 'ts-morph';
import type { Opening, Scopes } from '../../../runtime/model/scopes.js';
import { sets } from './access.js';
import { areAlike, isAsBefore } from './alike.js';
import type { Assigned, FlowParts } from './assigned.js';
import { Branches } from './branches.js';
import type { Deed } from './deeds.js';
import { isOwnCode } from './locals.js';
import { type Change, Reaching } from './reaching.js';
import { saidBy } from './said.js';
import type { Meets } from './spread.js';
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

export interface ScopedParts extends FlowParts {
  readonly scopes: Scopes;
  /** What is known to have been given a value, where some joins let through what all branches bring alone. */
  readonly assignedWith: (meets: Meets) => Assigned;
}

/** What the branches of each split and fan-out leave different. */
export function disputesIn(parts: ScopedParts, inside: ReadonlyMap<Opening, readonly string[]>): Dispute[] {
  if (inside.size === 0) return [];
  const judge = new Judge(parts);
  return [...inside].flatMap(([opening, steps]) => judge.at(opening, steps));
}

class Judge {
  readonly #parts: ScopedParts;
  readonly #reaching: Reaching;

  constructor(parts: ScopedParts) {
    this.#parts = parts;
    this.#reaching = new Reaching(parts);
  }

  at(opening: Opening, steps: readonly string[]): Dispute[] {
    const reaching = this.#reaching;
    const [join, other] = opening.joins;
    if (join === undefined || other !== undefined) return [];
    const own = steps.flatMap(step => reaching.in(step));
    if (own.length === 0) return [];
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
    const found: Dispute[] = [];
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
      found.push({ artifact, join, opening, culprits: culprits.map(one => reaching.changes[one]!) });
    }
    return found;
  }

  /** The changes in a fan-out that may leave the branches of its items different. */
  #differing(own: readonly number[], branches: Branches, reaching: Reaching): Set<number> {
    const differing = new Set<number>();
    for (let before = -1; before < differing.size; ) {
      before = differing.size;
      const names = new Set([...differing].map(number => reaching.changes[number]!.deed.name));
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
        const isGivenAlike = (): boolean =>
          deed.from !== null &&
          sets(deed) &&
          saidBy(deed.from, { changed: names, calls: deed.calls, members: this.#parts.members }) !== null;
        if (isCaught || mayFail || parted.has(step) || isVarying(deed, varyingIn(step), isGivenAlike))
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
}

/** @param isGivenAlike what the artifact is given is plainly the same each time: `odd ? 1 : 1` */
function isVarying(
  { kind, node, from, calls }: Deed,
  inStep: Varying | null,
  isGivenAlike: () => boolean,
): boolean {
  if (inStep === null || from === null) return false;
  let varying = inStep;
  for (const [at, place] of calls.entries()) {
    if (varying.isReachedBySome(place)) return true;
    const called = ts.findAncestor(calls[at + 1] ?? from, isOwnCode);
    if (called) varying = varying.within(called, place);
  }
  // `??=` gives it a value where another branch has one already.
  if (kind === 'default' && varying.differs(node)) return true;
  // Without a value the branches are alike, whatever it was.
  return varying.isReachedBySome(from) || (kind !== 'delete' && varying.differs(from) && !isGivenAlike());
}
