import { ts } from 'ts-morph';
import type { Opening, Scopes } from '../../../runtime/model/scopes.js';
import { literalOf } from '../literal.js';
import { changes, type Merge } from './access.js';
import type { FlowParts } from './assigned.js';
import { Bits } from './bits.js';
import type { Deed, Deeds } from './deeds.js';
import type { Effect } from './spread.js';
import { Varying } from './varies.js';

/** An artifact that the branches of a split or fan-out leave different, so that its join leaves it without a value. */
export interface Dispute {
  readonly artifact: string;
  readonly join: string;
  readonly opening: Opening;
  /** Where it is set in the branches, and in which step. */
  readonly culprits: readonly { readonly step: string; readonly deed: Deed }[];
}

/** Which artifacts have no value when a step begins because a join before it found its inputs to differ. */
export class Disputes {
  readonly #parts: FlowParts & { readonly scopes: Scopes };
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #found: Dispute[] = [];
  readonly #before: readonly Bits[];

  constructor(parts: FlowParts & { readonly scopes: Scopes }) {
    const { graph, followers, names } = parts;
    this.#parts = parts;
    this.#numbers = new Map(names.map((name, at) => [name, at]));
    for (const [opening, steps] of this.#inside()) this.#judge(opening, steps);
    const seeds = new Map<number, Bits>();
    for (const { artifact, join } of this.#found) {
      const at = followers.indexOf(join);
      const number = this.#numbers.get(artifact);
      if (at === undefined || number === undefined) continue;
      const seed = seeds.get(at) ?? new Bits(names.length);
      seeds.set(at, seed);
      seed.add(number);
    }
    const effects = graph.steps.map(({ name, options }) => this.#effectOf(name, options.catch));
    this.#before = followers.spread(names.length, seeds, effects);
  }

  /** Every dispute that a join may leave, in no order. */
  get all(): readonly Dispute[] {
    return this.#found;
  }

  /** The disputes that may leave an artifact without a value when a step begins; none when it has one. */
  before(step: string, artifact: string): readonly Dispute[] {
    const at = this.#parts.followers.indexOf(step);
    const number = this.#numbers.get(artifact);
    if (at === undefined || number === undefined || !this.#before[at]!.has(number)) return [];
    return this.#found.filter(dispute => dispute.artifact === artifact);
  }

  /** The steps between each opening and its join, those of openings inside it too. */
  #inside(): Map<Opening, string[]> {
    const { graph, scopes } = this.#parts;
    const inside = new Map<Opening, string[]>();
    for (const { name } of graph.steps) {
      const seen = new Set<Opening>();
      for (let at = scopes.openingOf(name); at && !seen.has(at); at = scopes.openingOf(at.step)) {
        seen.add(at);
        inside.set(at, [...(inside.get(at) ?? []), name]);
      }
    }
    return inside;
  }

  #judge(opening: Opening, steps: readonly string[]): void {
    const [join, other] = opening.joins;
    if (join === undefined || other !== undefined) return;
    const changed = new Map<string, { step: string; deed: Deed }[]>();
    for (const step of steps) {
      for (const deed of this.#parts.deeds.get(step)?.list ?? []) {
        if (deed.on !== 'flow' || !changes(deed) || !this.#numbers.has(deed.name)) continue;
        const known = changed.get(deed.name);
        if (known) known.push({ step, deed });
        else changed.set(deed.name, [{ step, deed }]);
      }
    }
    const differing = opening.kind === 'split' ? null : this.#differing(changed);
    for (const [artifact, all] of changed) {
      const culprits = differing === null ? all : all.filter(({ deed }) => differing.has(deed));
      if (culprits.length === 0) continue;
      // The same value everywhere is agreement, unless there is a branch that leaves the artifact as it was.
      if (areAllAlike(all.map(({ deed }) => deed)) && this.#isInEachBranch(opening, steps, all)) continue;
      this.#found.push({ artifact, join, opening, culprits });
    }
  }

  #isInEachBranch(
    { kind, targets }: Opening,
    steps: readonly string[],
    changed: readonly { readonly step: string }[],
  ): boolean {
    if (kind === 'fanout') return true;
    const inside = new Set(steps);
    const changing = new Set(changed.map(({ step }) => step));
    return targets.every(target => this.#reachable(target, inside).some(step => changing.has(step)));
  }

  #reachable(from: string, inside: ReadonlySet<string>): string[] {
    const { followers } = this.#parts;
    const seen = new Set([from]);
    for (const step of seen) {
      for (const next of followers.of(followers.indexOf(step) ?? -1)) {
        const name = followers.names[next]!;
        if (inside.has(name)) seen.add(name);
      }
    }
    return [...seen];
  }

  /** The deeds in a fan-out that give each item's branch a value of its own. */
  #differing(changed: ReadonlyMap<string, readonly { step: string; deed: Deed }[]>): Set<Deed> {
    const differing = new Set<Deed>();
    const artifacts = new Set<string>();
    for (let before = -1; before < artifacts.size; ) {
      before = artifacts.size;
      const varying = new Map<string, Varying | null>();
      for (const [name, all] of changed) {
        for (const { step, deed } of all) {
          if (!varying.has(step)) varying.set(step, this.#varyingIn(step, artifacts));
          // What a helper is called with is not known here.
          if (deed.via !== null && deed.value !== null) continue;
          if (!varying.get(step)?.differs(deed.value)) continue;
          differing.add(deed);
          artifacts.add(name);
        }
      }
    }
    return differing;
  }

  #varyingIn(step: string, artifacts: ReadonlySet<string>): Varying | null {
    const method = this.#parts.deeds.get(step)?.method;
    return method && ts.isMethodDeclaration(method) ? new Varying(method, true, new Set(artifacts)) : null;
  }

  /** A step that sets an artifact ends the dispute about it. */
  #effectOf(step: string, caught: string | undefined): Effect {
    const { deeds, names } = this.#parts;
    const takes = new Bits(names.length);
    const doing = deeds.get(step);
    const settled = doing ? settledBy(doing, names) : names;
    for (const name of caught === undefined ? settled : [...settled, caught]) {
      const number = this.#numbers.get(name);
      if (number !== undefined) takes.add(number);
    }
    return { adds: null, takes };
  }
}

/** The artifacts that a step gives a value, itself or with `this.merge`. */
function settledBy({ list, merges, escapes }: Deeds, names: readonly string[]): readonly string[] {
  if (escapes) return names;
  return [
    ...list.filter(deed => deed.on === 'flow' && changes(deed)).map(({ name }) => name),
    ...merged(merges, names),
  ];
}

/** The artifacts that a join takes over from its inputs with `this.merge`. */
export function merged(merges: readonly Merge[], names: readonly string[]): readonly string[] {
  return merges.flatMap(({ include, exclude }) => (include ?? names).filter(name => !exclude.includes(name)));
}

/** The same written-out value everywhere: the branches agree. */
function areAllAlike(deeds: readonly Deed[]): boolean {
  const [first] = deeds;
  const literal = first?.value && literalOf(first.value);
  if (!literal) return false;
  const text = JSON.stringify(literal.value);
  return deeds.every(({ value }) => {
    const other = value && literalOf(value);
    return other !== null && other !== undefined && JSON.stringify(other.value) === text;
  });
}
