import type { Opening } from '../../../runtime/model/scopes.js';
import type { Followers } from './spread.js';

/** The steps between a split or fan-out and its join, by the ways that lead through them. */
export class Branches {
  readonly steps: ReadonlySet<string>;
  readonly #opening: Opening;
  readonly #join: string;
  readonly #followers: Followers;
  readonly #reached = new Map<string, ReadonlySet<string>>();

  constructor(opening: Opening, join: string, steps: readonly string[], followers: Followers) {
    this.#join = join;
    this.steps = new Set(steps);
    this.#opening = opening;
    this.#followers = followers;
  }

  /** The steps of each branch; a fan-out has one, for all its items. */
  get all(): readonly ReadonlySet<string>[] {
    return this.#opening.targets.map(target => this.#from(target));
  }

  /** Whether no way through a branch leads past one of its steps. */
  isPassed(step: string, branch: number): boolean {
    const seen = new Set([this.#opening.targets[branch]!]);
    seen.delete(step);
    for (const one of seen) {
      for (const next of this.#next(one)) {
        if (next === this.#join) return false;
        if (next !== step && this.steps.has(next)) seen.add(next);
      }
    }
    return true;
  }

  /** The steps that some ways from a step lead to, and others don't. */
  partedBy(step: string): ReadonlySet<string> {
    const ways = this.#next(step).map(next => this.#from(next));
    const parted = new Set<string>();
    for (const way of ways) {
      for (const one of way) if (ways.some(other => !other.has(one))) parted.add(one);
    }
    return parted;
  }

  /** A step and all that it leads to, inside. */
  #from(step: string): ReadonlySet<string> {
    const known = this.#reached.get(step);
    if (known) return known;
    const reached = new Set(this.steps.has(step) ? [step] : []);
    for (const one of reached)
      for (const next of this.#next(one)) if (this.steps.has(next)) reached.add(next);
    this.#reached.set(step, reached);
    return reached;
  }

  #next(step: string): string[] {
    const { names } = this.#followers;
    return this.#followers.of(this.#followers.indexOf(step) ?? -1).map(next => names[next]!);
  }
}
