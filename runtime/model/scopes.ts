import type { Edge, Graph } from './graph.js';

/** What one transition opens: parallel branches that a join must bring together again. */
export interface Opening {
  /** The step that opens it. */
  readonly step: string;
  readonly kind: 'split' | 'fanout';
  /** Under which it is opened; null for always. */
  readonly condition: string | null;
  /** First step of each branch; one for a fan-out. */
  readonly targets: readonly string[];
  /** Steps in which its branches come together: exactly one in a sound flow. */
  readonly joins: readonly string[];
  /** A step inside it goes on to where only a run can tell, so it may well be joined. */
  readonly unsettled: boolean;
}

/** A way in which splits and joins don't fit together. */
export type Conflict =
  /** Several branches of one split lead to a step that takes no inputs. */
  | { readonly kind: 'notAJoin'; readonly edge: Edge; readonly opening: Opening }
  /** A join is reached where nothing is open. */
  | { readonly kind: 'nothingOpen'; readonly edge: Edge }
  /** A split or fan-out leads straight into a join: a branch with no step in it. */
  | { readonly kind: 'emptyBranch'; readonly edge: Edge }
  /** A step is reached both inside and outside of a split, or inside two that have nothing to do with each other. */
  | { readonly kind: 'crossing'; readonly edge: Edge; readonly opening: Opening }
  /** A join is reached from inside two openings of which one stands inside the other, or that don't meet: `opening` is the inner one. */
  | {
      readonly kind: 'unrelated';
      readonly edge: Edge;
      readonly opening: Opening;
      readonly other: Opening;
    };

export interface Scopes {
  /**
   * The join that closes what a step opens, or null when it opens nothing or nothing closes it. Where a step has several
   * transitions, `target` says which is meant; without it they must agree.
   */
  joinOf(step: string, target?: string): string | null;
  /** The innermost split or fan-out that a step runs in; null outside all of them, undefined when nothing leads to the step. */
  openingOf(step: string): Opening | null | undefined;
  readonly openings: readonly Opening[];
  /** In declaration order. */
  readonly unreachable: readonly string[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Finds which join closes which split or fan-out, by one walk from the start that carries the branch it is in. Visits
 * every step and edge once, so a thousand diamonds in a row cost a thousand times one.
 */
export function analyseScopes(graph: Graph): Scopes {
  const joins = new Set(graph.steps.filter(({ join }) => join).map(({ name }) => name));
  const conflicts: Conflict[] = [];
  // A step that ought to be a join is taken for one from then on, so that one mistake is reported once.
  let atFirst: readonly Conflict[] | null = null;
  for (let pass = 0; ; pass++) {
    const walk = new Walk(graph, joins);
    atFirst ??= walk.conflicts;
    const found = walk.conflicts.filter(({ kind }) => kind === 'notAJoin');
    if (found.length === 0 || pass === 3) {
      return walk.scopes([...conflicts, ...withoutConsequences(graph, walk.conflicts, atFirst)]);
    }
    conflicts.push(...found);
    for (const { edge } of found) joins.add(edge.to);
  }
}

/** Leaves out what is wrong only because a step was taken for a join that is none. */
function withoutConsequences(
  graph: Graph,
  conflicts: readonly Conflict[],
  atFirst: readonly Conflict[],
): Conflict[] {
  return conflicts.filter(({ kind, edge }) => {
    if (kind === 'nothingOpen') return atFirst.some(one => one.kind === kind && one.edge === edge);
    return kind !== 'emptyBranch' || graph.steps.some(({ name, join }) => name === edge.to && join);
  });
}

/** The openings that stand for the same place of the flow, since only one of them can be open in a run: kept as one. */
interface Level {
  same: Level | null;
  readonly openings: OpenOpening[];
  readonly within: Branch | null;
  readonly depth: number;
  readonly joins: Set<string>;
  unsettled: boolean;
}

interface OpenOpening {
  readonly step: string;
  readonly kind: 'split' | 'fanout';
  readonly condition: string | null;
  readonly targets: Set<string>;
  readonly level: Level;
}

/** One branch of an opening, and every branch of other openings at that level that shares a step with it. */
interface Branch {
  same: Branch | null;
  readonly level: Level;
  /** The branch's first step, for each opening. */
  readonly targets: Map<OpenOpening, string>;
}

class Walk {
  readonly conflicts: Conflict[] = [];
  readonly #graph: Graph;
  readonly #joins: ReadonlySet<string>;
  readonly #out = new Map<string, Edge[]>();
  readonly #openings = new Map<string, OpenOpening>();
  readonly #branches = new Map<OpenOpening, Map<string, Branch>>();
  /** The branch each step's body runs in. */
  readonly #branchOf = new Map<string, Branch | null>();
  /** How each join was reached first. */
  readonly #arrivals = new Map<string, { readonly edge: Edge; readonly level: Level }>();
  /** Openings that are known not to fit a join. */
  readonly #unrelated = new Map<string, Set<Level>>();
  readonly #entries = new Map<string, Edge>();
  /** Steps in the order in which they were reached. */
  readonly #waiting: string[] = [];

  constructor(graph: Graph, joins: ReadonlySet<string>) {
    this.#graph = graph;
    this.#joins = joins;
    for (const { name } of graph.steps) this.#out.set(name, []);
    for (const edge of graph.edges) this.#out.get(edge.from)?.push(edge);
    for (const { name, start } of graph.steps) if (start) this.#enter(name, null);
    const unknown = new Set(graph.steps.filter(step => step.unknown).map(({ name }) => name));
    // Grows while it is gone through.
    for (const name of this.#waiting) {
      const branch = this.#branchOf.get(name) ?? null;
      if (unknown.has(name)) unsettle(branch);
      for (const edge of this.#out.get(name) ?? []) this.#follow(edge, branch);
    }
  }

  scopes(conflicts: readonly Conflict[]): Scopes {
    const byStep = new Map<string, Opening[]>();
    const finished = new Map<OpenOpening, Opening>();
    for (const opening of this.#openings.values()) {
      const made = openingFrom(opening);
      finished.set(opening, made);
      byStep.set(opening.step, [...(byStep.get(opening.step) ?? []), made]);
    }
    return {
      joinOf: (step, target) => {
        const openings = (byStep.get(step) ?? []).filter(
          ({ targets }) => target === undefined || targets.includes(target),
        );
        const joins = new Set(openings.flatMap(opening => opening.joins));
        return joins.size === 1 ? [...joins][0]! : null;
      },
      openingOf: step => {
        const branch = this.#branchOf.get(step);
        if (!branch) return branch;
        const [first] = branchRoot(branch).targets.keys();
        return (first && finished.get(first)) ?? null;
      },
      openings: [...finished.values()],
      unreachable: this.#graph.steps.filter(({ name }) => !this.#branchOf.has(name)).map(({ name }) => name),
      conflicts,
    };
  }

  #follow(edge: Edge, branch: Branch | null): void {
    const toJoin = this.#joins.has(edge.to);
    if (edge.kind === 'split' || edge.kind === 'fanout') {
      const opening = this.#open(edge, branch);
      if (toJoin) {
        this.conflicts.push({ kind: 'emptyBranch', edge });
        this.#arrive(edge, opening.level);
      } else {
        this.#enter(edge.to, this.#branch(opening, edge.to), edge);
      }
    } else if (!toJoin) {
      this.#enter(edge.to, branch, edge);
    } else if (branch) {
      this.#arrive(edge, branch.level);
    } else {
      this.conflicts.push({ kind: 'nothingOpen', edge });
      this.#enter(edge.to, null);
    }
  }

  /** A branch ends in a join, and what comes behind it is in the branch around the split. */
  #arrive(edge: Edge, level: Level): void {
    const { joins, within } = levelRoot(level);
    joins.add(edge.to);
    const known = this.#branchOf.get(edge.to);
    const first = this.#arrivals.get(edge.to);
    if (!first) this.#arrivals.set(edge.to, { edge, level });
    if (known === undefined || sameBranch(known, within) || !first) {
      this.#enter(edge.to, within);
      return;
    }
    const isDeeper = levelRoot(first.level).depth > levelRoot(level).depth;
    const [outer, inner] = isDeeper ? [{ edge, level }, first] : [first, { edge, level }];
    const told = this.#unrelated.get(edge.to) ?? new Set<Level>();
    this.#unrelated.set(edge.to, told);
    // Its other branches have the same to say.
    if (told.has(levelRoot(inner.level))) return;
    told.add(levelRoot(inner.level));
    this.conflicts.push({
      kind: 'unrelated',
      edge: inner.edge,
      opening: openingFrom(firstOf(inner.level)),
      other: openingFrom(firstOf(outer.level)),
    });
  }

  #enter(step: string, branch: Branch | null, edge?: Edge): void {
    const known = this.#branchOf.get(step);
    if (known === undefined) {
      this.#branchOf.set(step, branch);
      this.#waiting.push(step);
      if (edge) this.#entries.set(step, edge);
    } else if (!sameBranch(known, branch) && edge) {
      // The culprit is the way that comes from further inside.
      const first = depthOf(known) > depthOf(branch) ? this.#entries.get(step) : undefined;
      this.conflicts.push(conflictBetween(known, branch, first ?? edge));
    }
  }

  /** All targets of one split are one opening, told by its step and condition; each fan-out is one of its own. */
  #open(edge: Edge, within: Branch | null): OpenOpening {
    const { from: step, kind, condition } = edge;
    const key = JSON.stringify([step, kind, condition, kind === 'fanout' ? edge.to : null]);
    let opening = this.#openings.get(key);
    if (!opening) {
      const depth = within ? levelRoot(within.level).depth + 1 : 1;
      const openings: OpenOpening[] = [];
      const level: Level = { same: null, openings, within, depth, joins: new Set(), unsettled: false };
      opening = { step, kind: kind === 'fanout' ? kind : 'split', condition, targets: new Set(), level };
      openings.push(opening);
      this.#openings.set(key, opening);
    }
    opening.targets.add(edge.to);
    return opening;
  }

  #branch(opening: OpenOpening, target: string): Branch {
    const branches = this.#branches.get(opening) ?? new Map<string, Branch>();
    this.#branches.set(opening, branches);
    let branch = branches.get(target);
    if (!branch) {
      branch = { same: null, level: opening.level, targets: new Map([[opening, target]]) };
      branches.set(target, branch);
    }
    return branch;
  }
}

function openingFrom({ step, kind, condition, targets, level }: OpenOpening): Opening {
  const { joins, unsettled } = levelRoot(level);
  return { step, kind, condition, targets: [...targets], joins: [...joins], unsettled };
}

function firstOf(level: Level): OpenOpening {
  return levelRoot(level).openings[0]!;
}

function levelRoot(level: Level): Level {
  let root = level;
  while (root.same) root = root.same;
  return root;
}

function branchRoot(branch: Branch): Branch {
  let root = branch;
  while (root.same) root = root.same;
  return root;
}

/**
 * Whether two branches are one, making them one where nothing speaks against it: two openings inside the same branch are
 * never open together, so a step that both lead to is in the one or in the other, whichever the run opens.
 */
function sameBranch(one: Branch | null, other: Branch | null): boolean {
  if (!one || !other) return one === other;
  const first = branchRoot(one);
  const second = branchRoot(other);
  if (first === second) return true;
  for (const [opening, target] of second.targets) {
    const known = first.targets.get(opening);
    if (known !== undefined && known !== target) return false;
  }
  const firstLevel = levelRoot(first.level);
  const secondLevel = levelRoot(second.level);
  if (firstLevel !== secondLevel) {
    if (firstLevel.depth !== secondLevel.depth) return false;
    if (!sameBranch(firstLevel.within, secondLevel.within)) return false;
    secondLevel.same = firstLevel;
    firstLevel.openings.push(...secondLevel.openings);
    for (const join of secondLevel.joins) firstLevel.joins.add(join);
    firstLevel.unsettled ||= secondLevel.unsettled;
  }
  second.same = first;
  for (const [opening, target] of second.targets) first.targets.set(opening, target);
  return true;
}

/** The two branches are different: of the same split, so that a join is called for, or of places that don't meet. */
function conflictBetween(known: Branch | null, branch: Branch | null, edge: Edge): Conflict {
  let [one, other] = [known, branch];
  while (one && other) {
    const [first, second] = [branchRoot(one), branchRoot(other)];
    if (first === second) break;
    for (const opening of second.targets.keys()) {
      if (first.targets.has(opening)) return { kind: 'notAJoin', edge, opening: openingFrom(opening) };
    }
    if (depthOf(known) !== depthOf(branch)) break;
    [one, other] = [levelRoot(first.level).within, levelRoot(second.level).within];
  }
  const inner = depthOf(known) > depthOf(branch) ? known : branch;
  return { kind: 'crossing', edge, opening: openingFrom(firstOf((inner ?? known)!.level)) };
}

function depthOf(branch: Branch | null): number {
  return branch ? levelRoot(branch.level).depth : 0;
}

function unsettle(branch: Branch | null): void {
  for (let at = branch; at; at = levelRoot(at.level).within) {
    const level = levelRoot(at.level);
    if (level.unsettled) return;
    level.unsettled = true;
  }
}
