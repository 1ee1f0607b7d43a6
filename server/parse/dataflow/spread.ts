import type { Graph } from '../../../runtime/model/graph.js';
import { Bits } from './bits.js';

/** What a step adds to what reaches it, and what it takes away first. */
export interface Effect {
  readonly adds: Bits | null;
  readonly takes: Bits | null;
}

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
  spread(size: number, seeds: ReadonlyMap<number, Bits>, effects: readonly Effect[]): readonly Bits[] {
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
      const { adds, takes } = effects[step]!;
      for (const next of this.of(step)) {
        const isNews = before[next]!.addAll(before[step]!, takes);
        if ((adds !== null && before[next]!.addAll(adds)) || isNews || !reached[next]) {
          reached[next] = 1;
          wait(next);
        }
      }
    }
    return before;
  }
}
