import type { Graph } from '../../../runtime/model/graph.js';
import { Bits } from './bits.js';

/** What a step adds to what reaches it, and what it takes away first. */
export interface Effect {
  readonly adds: Bits | null;
  readonly takes: Bits | null;
}

/** For a step, by its number, the steps that each of several branches comes to it from: it begins with what all of them bring. */
export type Meets = ReadonlyMap<number, readonly (readonly number[])[]>;

/**
 * Which steps a step leads to whose transitions can't be known: all, none, or those that nothing else leads to and that are there to be
 * come to from somewhere.
 */
export type Beyond = 'all' | 'none' | 'stray';

/** Which steps follow which. */
export class Followers {
  readonly names: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #out: readonly (readonly number[])[];
  readonly #in: readonly (readonly number[])[];

  constructor(graph: Graph, beyond: Beyond) {
    this.names = graph.steps.map(({ name }) => name);
    this.#indexOf = new Map(this.names.map((name, at) => [name, at]));
    const led = new Set(graph.edges.map(({ to }) => to));
    const followers: Record<Beyond, readonly string[]> = {
      all: this.names,
      none: [],
      stray: graph.steps.filter(({ name, start }) => !start && !led.has(name)).map(({ name }) => name),
    };
    const all = followers[beyond].map(name => this.#indexOf.get(name)!);
    const out = graph.steps.map(({ unknown }) => new Set(unknown ? all : []));
    for (const { from, to } of graph.edges) {
      const target = this.#indexOf.get(to);
      if (target !== undefined) out[this.#indexOf.get(from) ?? -1]?.add(target);
    }
    this.#out = out.map(targets => [...targets]);
    const into = this.names.map((): number[] => []);
    for (const [from, targets] of this.#out.entries()) for (const target of targets) into[target]!.push(from);
    this.#in = into;
  }

  indexOf(step: string): number | undefined {
    return this.#indexOf.get(step);
  }

  of(step: number): readonly number[] {
    return this.#out[step] ?? [];
  }

  /** The steps that a step follows. */
  before(step: number): readonly number[] {
    return this.#in[step] ?? [];
  }

  /**
   * What may have been added on some way to each step, before it begins; `seeds` is there from the beginning. Steps are taken
   * in the order in which a walk comes to them, so that most are visited once.
   */
  spread(
    size: number,
    seeds: ReadonlyMap<number, Bits>,
    effects: readonly Effect[],
    meets: Meets = nowhere,
  ): readonly Bits[] {
    const before = this.names.map(() => new Bits(size));
    const waiting: number[] = [];
    const isWaiting = new Uint8Array(this.names.length);
    const wait = (step: number): void => {
      if (isWaiting[step]) return;
      isWaiting[step] = 1;
      waiting.push(step);
    };
    for (const [step, seed] of seeds) {
      before[step]!.addAll(seed);
      wait(step);
    }
    const reached = new Uint8Array(this.names.length);
    for (let front = 0; front < waiting.length; front++) {
      const step = waiting[front]!;
      isWaiting[step] = 0;
      for (const next of this.of(step)) {
        const branches = meets.get(next);
        const isNews = branches
          ? before[next]!.addAll(metIn(branches, before, effects))
          : addAfter(step, before[next]!, before, effects);
        if (isNews || !reached[next]) {
          reached[next] = 1;
          wait(next);
        }
      }
    }
    return before;
  }
}

const nowhere: Meets = new Map();

/** Adds what there is when a step has ended; true when that was news. */
function addAfter(step: number, to: Bits, before: readonly Bits[], effects: readonly Effect[]): boolean {
  const { adds, takes } = effects[step]!;
  const isNews = to.addAll(before[step]!, takes);
  return (adds !== null && to.addAll(adds)) || isNews;
}

/** What all branches bring, whichever of its last steps each has ended in. */
function metIn(
  branches: readonly (readonly number[])[],
  before: readonly Bits[],
  effects: readonly Effect[],
): Bits {
  const [first, ...others] = branches.map(ends => {
    const brought = new Bits(before[0]!.size);
    for (const end of ends) addAfter(end, brought, before, effects);
    return brought;
  });
  const met = first ?? new Bits(before[0]!.size);
  for (const one of others) met.keep(one);
  return met;
}
