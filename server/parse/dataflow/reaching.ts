import type { ts } from 'ts-morph';
import { changes, takesOver } from './access.js';
import { isSurelyReached } from './around.js';
import { type FlowParts, hasValue } from './assigned.js';
import { Bits } from './bits.js';
import { type Deed, isDefault, settles, undoes } from './deeds.js';
import { isReplacedBy } from './passing.js';
import type { Effect } from './spread.js';
import { isDoneAtOnce, isDoneFirst } from './unfailing.js';

/** A deed that gives an artifact another value, or none, and the step that does it. */
export interface Change {
  readonly step: string;
  readonly deed: Deed;
  /** The run does it, where the step fails for good. */
  readonly isCaught: boolean;
}

/**
 * Which changes what an artifact holds at a place may come of: the last ones on some way there. Changes go by their numbers; behind
 * them come the numbers of the artifacts, each for what it holds at the start.
 */
export class Reaching {
  readonly changes: readonly Change[];
  /** Artifacts that some step changes. */
  readonly changed: ReadonlySet<string>;
  readonly #parts: FlowParts;
  readonly #byStep = new Map<string, number[]>();
  readonly #byArtifact: ReadonlyMap<string, number[]>;
  readonly #before: readonly Bits[];
  readonly #effects: readonly Effect[];

  constructor(parts: FlowParts) {
    const { graph, followers, names, deeds, caught } = parts;
    this.#parts = parts;
    const known = new Set(names);
    this.changes = graph.steps.flatMap(({ name: step }) => {
      const own = (deeds.get(step)?.list ?? [])
        .filter(deed => deed.on === 'flow' && known.has(deed.name) && this.#isChange(step, deed))
        .map(deed => ({ step, deed, isCaught: false }));
      const error = caught.get(step);
      return error && known.has(error.name) ? [...own, { step, deed: error, isCaught: true }] : own;
    });
    this.changed = new Set(this.changes.map(({ deed }) => deed.name));
    for (const [number, { step }] of this.changes.entries()) {
      const own = this.#byStep.get(step);
      if (own) own.push(number);
      else this.#byStep.set(step, [number]);
    }
    this.#byArtifact = new Map(names.map((name, at) => [name, [this.changes.length + at]]));
    for (const [number, { deed }] of this.changes.entries()) this.#byArtifact.get(deed.name)!.push(number);
    const masks = this.#masks();
    this.#effects = graph.steps.map(({ name, options }) =>
      this.#effectOf(name, masks, options.catch !== undefined),
    );
    const start = graph.steps.find(step => step.start);
    const initial = this.#none();
    for (const at of names.keys()) initial.add(this.changes.length + at);
    const seeds = new Map(start ? [[followers.indexOf(start.name)!, initial]] : []);
    this.#before = followers.spread(initial.size, seeds, this.#effects);
  }

  /** The changes that a step makes itself. */
  in(step: string): readonly number[] {
    return this.#byStep.get(step) ?? [];
  }

  /** Those that may have been the last when a step begins. */
  before(step: string): Bits {
    return this.#before[this.#parts.followers.indexOf(step) ?? -1] ?? this.#none();
  }

  /** Those that may have been the last when it has ended. */
  after(step: string): Bits {
    const at = this.#parts.followers.indexOf(step);
    const result = this.#none();
    if (at === undefined) return result;
    const { adds, takes } = this.#effects[at]!;
    result.addAll(this.#before[at]!, takes);
    if (adds) result.addAll(adds);
    return result;
  }

  /** The artifact whose first value goes by a number. */
  readonly initial = (number: number): string => this.#parts.names[number - this.changes.length]!;

  /** Everything that an artifact may hold, by number. */
  of(artifact: string): readonly number[] {
    return this.#byArtifact.get(artifact) ?? [];
  }

  /** `??=` changes nothing where there is a value. */
  #isChange(step: string, deed: Deed): boolean {
    if (deed.kind !== 'default' || !isDefault(deed)) return changes(deed) || deed.kind === 'delete';
    const { mayLack } = this.#parts;
    return mayLack === undefined || mayLack(step, deed);
  }

  #none(): Bits {
    return new Bits(this.changes.length + this.#parts.names.length);
  }

  #masks(): ReadonlyMap<string, Bits> {
    const masks = new Map<string, Bits>();
    for (const [name, numbers] of this.#byArtifact) {
      const mask = this.#none();
      for (const number of numbers) mask.add(number);
      masks.set(name, mask);
    }
    return masks;
  }

  #effectOf(step: string, masks: ReadonlyMap<string, Bits>, isCatching: boolean): Effect {
    const own = this.in(step);
    if (own.length === 0) return { adds: null, takes: null };
    const adds = this.#none();
    const takes = this.#none();
    for (const [artifact, numbers] of Map.groupBy(own, number => this.changes[number]!.deed.name)) {
      // Where it fails, the run goes on with what it has done until then; what keeps the error holds that.
      const mayStop = isCatching && this.#parts.caught.get(step)?.name !== artifact;
      const { last: own, isWhole } = this.#lastOf(step, numbers, mayStop);
      const given = mayStop ? -1 : own.findLastIndex(number => isSurelyGiven(this.changes[number]!.deed));
      if (given >= 0) for (const number of this.#withoutValue(artifact)) takes.add(number);
      const last = own.filter((number, at) => at > given || this.changes[number]!.deed.kind !== 'delete');
      if (isWhole && !this.#isMergedBack(step, artifact, last)) takes.addAll(masks.get(artifact)!);
      for (const number of last) adds.add(number);
    }
    return { adds, takes };
  }

  /** What leaves an artifact without a value, at the start or by deleting it. */
  #withoutValue(artifact: string): number[] {
    const { members, made } = this.#parts;
    const field = members.fields.get(artifact);
    const isMade = made.escapes || made.list.some(({ on, name }) => on === 'flow' && name === artifact);
    return this.of(artifact).filter(number =>
      number < this.changes.length
        ? this.changes[number]!.deed.kind === 'delete'
        : !isMade && !(field && hasValue(field)),
    );
  }

  /** A merge takes over what it is asked for, and what the join has not given another value: what it deletes comes back. */
  #isMergedBack(step: string, artifact: string, last: readonly number[]): boolean {
    const merges = this.#parts.deeds.get(step)?.merges ?? [];
    return merges.some(
      merge =>
        takesOver(merge, artifact) &&
        (merge.include !== null || last.some(number => this.changes[number]!.deed.kind === 'delete')),
    );
  }

  /**
   * Which of a step's changes of one artifact may be the last of them, and whether it leaves nothing of what was there.
   *
   * @param mayStop it may end anywhere
   */
  #lastOf(step: string, numbers: readonly number[], mayStop: boolean): { last: number[]; isWhole: boolean } {
    let last: number[] = [];
    let isWhole = false;
    for (const number of numbers) {
      const { deed } = this.changes[number]!;
      if (settles(deed) && (!mayStop || isDoneFirst(deed))) {
        isWhole = true;
        last = [number];
        continue;
      }
      const isUndone = (one: number): boolean => {
        const before = this.changes[one]!.deed;
        return undoes(deed, before) && (!mayStop || isDoneAtOnce(deed, before));
      };
      last = [...last.filter(one => !isUndone(one)), number];
    }
    const method = this.#parts.deeds.get(step)?.method;
    const from =
      mayStop || !method
        ? -1
        : replacedFrom(
            method,
            last.map(number => this.changes[number]!),
          );
    return from < 0 ? { last, isWhole } : { last: last.slice(from), isWhole: true };
  }
}

/** `??=` on every way through the step: behind it there is a value. */
function isSurelyGiven(deed: Deed): boolean {
  return isDefault(deed) && !deed.loose && [deed.node, ...deed.calls].every(isSurelyReached);
}

/** Where the changes begin of which one is done on all ways, as both arms of an `if`, so that nothing earlier is left; -1 for nowhere. */
function replacedFrom(method: ts.Node, changes: readonly Change[]): number {
  if (changes.every(({ deed }) => settles(deed))) return -1;
  return changes.findLastIndex(
    ({ isCaught }, at) =>
      !isCaught &&
      isReplacedBy(
        method,
        changes.slice(at).flatMap(one => (one.isCaught ? [] : one.deed)),
      ),
  );
}
