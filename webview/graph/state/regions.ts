/** The parts of a flow that can be folded into one node. */
import type { Graph } from '../../../runtime/model/graph.js';
import { analyseScopes, type Opening } from '../../../runtime/model/scopes.js';

/** All that a step's split or fan-out opens, one of the branches, or a loop. */
export type RegionKind = 'body' | 'branch' | 'loop';

/** Tells a region from all others by a step, so that an edit elsewhere leaves it what it is. */
export type RegionName = `${RegionKind}:${string}`;

export interface Region {
  readonly kind: RegionKind;
  /** By which it is called: the step that opens it, that the branch begins with, or that the loop goes back to. */
  readonly step: string;
  /** The step of it that one comes to first. */
  readonly head: string;
  /** All of them, in declaration order. */
  readonly steps: readonly string[];
}

export function regionName({ kind, step }: Pick<Region, 'kind' | 'step'>): RegionName {
  return `${kind}:${step}`;
}

const known = new WeakMap<Graph, readonly Region[]>();

/** Those of two steps or more: one step is one node already. */
export function regionsOf(graph: Graph): readonly Region[] {
  let regions = known.get(graph);
  if (!regions) {
    regions = foundIn(graph);
    known.set(graph, regions);
  }
  return regions;
}

/** Of two that are the same steps, the first says more. */
const rank: Readonly<Record<RegionKind, number>> = { body: 0, loop: 1, branch: 2 };

function foundIn(graph: Graph): Region[] {
  const ways = new Ways(graph);
  const opened = Map.groupBy(analyseScopes(graph).openings, ({ step }) => step);
  const found: { kind: RegionKind; step: string; head: string; steps: ReadonlySet<string> }[] = [];
  for (const [step, openings] of opened) {
    const head = openings[0]?.targets[0];
    if (head === undefined) continue;
    const joins = openings.flatMap(opening => opening.joins);
    const targets = openings.flatMap(opening => opening.targets);
    found.push({ kind: 'body', step, head, steps: ways.from(targets, [step, ...joins]) });
    for (const opening of openings) {
      for (const [first, steps] of branches(ways, opening))
        found.push({ kind: 'branch', step: first, head: first, steps });
    }
  }
  for (const [head, steps] of loops(graph, ways)) found.push({ kind: 'loop', step: head, head, steps });
  const order = graph.steps.map(({ name }) => name);
  const regions = found.map(({ steps, ...region }) => ({
    ...region,
    steps: order.filter(one => steps.has(one)),
  }));
  const byName = new Map<RegionName, Region>();
  for (const region of regions) {
    if (region.steps.length < 2 || !region.steps.includes(region.head)) continue;
    if (!byName.has(regionName(region))) byName.set(regionName(region), region);
  }
  return [...byName.values()].toSorted((one, other) => rank[one.kind] - rank[other.kind]);
}

/** Each branch of a split by its first step, without what another one comes to as well. */
function branches(
  ways: Ways,
  { kind, step, targets, joins }: Opening,
): readonly (readonly [string, ReadonlySet<string>])[] {
  if (kind !== 'split' || targets.length < 2) return [];
  const reached = targets.map(first => [first, ways.from([first], [step, ...joins])] as const);
  const times = new Map<string, number>();
  for (const [, steps] of reached) for (const one of steps) times.set(one, (times.get(one) ?? 0) + 1);
  return reached.map(([first, steps]) => [first, new Set([...steps].filter(one => times.get(one) === 1))]);
}

/** Each loop by the step that it goes back to, with all steps from which it does so. */
function loops({ edges }: Graph, ways: Ways): ReadonlyMap<string, ReadonlySet<string>> {
  const ends = Map.groupBy(
    edges.filter(({ from, to, loop }) => loop && from !== to),
    ({ to }) => to,
  );
  return new Map(
    [...ends].map(([head, back]) => {
      const inside = ways.backFrom(
        back.map(({ from }) => from),
        head,
      );
      const ahead = ways.onward(head);
      return [head, new Set([...inside, head].filter(one => ahead.has(one)))];
    }),
  );
}

/** Where one comes to along the edges. */
class Ways {
  readonly #to = new Map<string, string[]>();
  readonly #from = new Map<string, string[]>();
  /** Without those that go back. */
  readonly #on = new Map<string, string[]>();

  constructor({ steps, edges }: Graph) {
    const names = new Set(steps.map(({ name }) => name));
    const add = (ways: Map<string, string[]>, from: string, to: string) => {
      const list = ways.get(from);
      if (list) list.push(to);
      else ways.set(from, [to]);
    };
    for (const { from, to, loop } of edges) {
      if (!names.has(from) || !names.has(to)) continue;
      add(this.#to, from, to);
      add(this.#from, to, from);
      if (!loop) add(this.#on, from, to);
    }
  }

  /** The steps and all behind them, up to where it stops. */
  from(steps: readonly string[], stops: readonly string[]): ReadonlySet<string> {
    return spread(steps, this.#to, new Set(stops));
  }

  backFrom(steps: readonly string[], stop: string): ReadonlySet<string> {
    return spread(steps, this.#from, new Set([stop]));
  }

  onward(step: string): ReadonlySet<string> {
    return spread([step], this.#on, new Set());
  }
}

function spread(
  from: readonly string[],
  ways: ReadonlyMap<string, readonly string[]>,
  stops: ReadonlySet<string>,
): ReadonlySet<string> {
  const reached = new Set(from.filter(step => !stops.has(step)));
  // A set that grows is gone through to its new end.
  for (const step of reached)
    for (const next of ways.get(step) ?? []) if (!stops.has(next)) reached.add(next);
  return reached;
}
