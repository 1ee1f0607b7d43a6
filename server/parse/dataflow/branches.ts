import type { Opening } from '../../../runtime/model/scopes.js';
import type { Followers } from './spread.js';

/** The steps between a split or fan-out and its join, by the ways that lead through them. */
export class Branches {
  readonly steps: ReadonlySet<string>;
  readonly #opening: Opening;
  readonly #join: string;
  readonly #followers: Followers;
  #meeting: ReadonlyMap<string, string> | null = null;
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

  /** The steps between one and the place where all ways from it meet again: some branches come to them, and others may not. */
  partedBy(step: string): ReadonlySet<string> {
    this.#meeting ??= this.#meetings();
    const meeting = this.#meeting.get(step);
    const parted = new Set<string>();
    if (meeting === undefined) return parted;
    const add = (from: string): void => {
      for (const next of this.#next(from)) if (next !== meeting && this.steps.has(next)) parted.add(next);
    };
    add(step);
    for (const one of parted) add(one);
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

  /**
   * For each step the nearest one that every way from it to the join goes through: immediate post-dominators, found as Cooper, Harvey
   * and Kennedy do (“A Simple, Fast Dominance Algorithm”). A step that no way leads from to the join has none.
   */
  #meetings(): ReadonlyMap<string, string> {
    const order = this.#backwards();
    const place = new Map(order.map((step, at) => [step, at]));
    const meeting = new Map([[this.#join, this.#join]]);
    const common = (one: string, other: string): string => {
      let [a, b] = [one, other];
      while (a !== b) {
        if (place.get(a)! > place.get(b)!) a = meeting.get(a)!;
        else b = meeting.get(b)!;
      }
      return a;
    };
    for (let isNews = true; isNews; ) {
      isNews = false;
      for (const step of order.slice(1)) {
        const [first, ...others] = this.#next(step).filter(next => meeting.has(next));
        const found = first === undefined ? undefined : others.reduce(common, first);
        if (found === undefined || meeting.get(step) === found) continue;
        meeting.set(step, found);
        isNews = true;
      }
    }
    return meeting;
  }

  /** The steps from the join backwards, each behind those that it was come to from: a reverse postorder. */
  #backwards(): string[] {
    const before = new Map<string, string[]>();
    for (const step of this.steps) {
      for (const next of this.#next(step)) {
        const known = before.get(next);
        if (known) known.push(step);
        else before.set(next, [step]);
      }
    }
    const done: string[] = [];
    const seen = new Set([this.#join]);
    const path = [{ step: this.#join, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const step = before.get(top.step)?.[top.next++];
      if (step === undefined) {
        done.push(top.step);
        path.pop();
      } else if (!seen.has(step)) {
        seen.add(step);
        path.push({ step, next: 0 });
      }
    }
    return done.reverse();
  }
}
