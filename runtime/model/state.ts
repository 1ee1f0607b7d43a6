import type { ArtifactRef } from './artifact.js';

/** The artifacts of a flow at one moment. A name in neither record has no value yet. */
export interface State {
  readonly set: Readonly<Record<string, ArtifactRef>>;
  /** Artifacts that a join left unset because its inputs disagreed. */
  readonly disputed: Readonly<Record<string, Dispute>>;
}

export interface Dispute {
  /** The join, as `step/task`. */
  readonly join: string;
  /** Some of the inputs, as `step/task`, that hold different values; never more than `shownInDispute`. */
  readonly inputs: readonly string[];
  /** How many inputs the join had. */
  readonly of: number;
}

export const emptyState: State = { set: {}, disputed: {} };

const shownInDispute = 4;

/** A state after a task that set and unset these names. */
export function advance(
  before: State,
  set: Readonly<Record<string, ArtifactRef>> = {},
  unset: readonly string[] = [],
): State {
  const names = Object.keys(set);
  if (names.length === 0 && unset.length === 0) return before;
  const next = { ...before.set, ...set };
  const settled = [...names, ...unset].filter(name => name in before.disputed);
  // Most states hold no dispute, and a run may hold a hundred thousand states.
  if (settled.length === 0 && unset.length === 0) return { set: next, disputed: before.disputed };
  const disputed = { ...before.disputed };
  for (const name of names) delete disputed[name];
  for (const name of unset) {
    delete next[name];
    delete disputed[name];
  }
  return { set: next, disputed };
}

/** One branch that arrived at a join. */
export interface Arrival {
  /** `step/task` of the task that ended the branch. */
  readonly id: string;
  readonly state: State;
}

/**
 * The state a join begins with: what all inputs agree on carries over, what they differ on is disputed. Without inputs
 * (an empty fan-out) nothing has changed since the task that opened it.
 *
 * @param names those of all arrivals, when they are known already
 * @param count how many inputs the join has, where those in the same state are given once
 */
export function joinStates(
  join: string,
  opener: State,
  arrivals: readonly Arrival[],
  names: ReadonlySet<string> = namesOf(arrivals),
  count: number = arrivals.length,
): State {
  const first = arrivals[0];
  if (first === undefined) return opener;
  const set: Record<string, ArtifactRef> = {};
  const disputed: Record<string, Dispute> = {};
  for (const name of names) {
    const ref = first.state.set[name];
    const other = arrivals.find(a => a.state.set[name]?.hash !== ref?.hash);
    if (other !== undefined) {
      disputed[name] = { join, inputs: examples(name, arrivals), of: count };
    } else if (ref !== undefined) {
      set[name] = ref;
    } else {
      // None of them has a value; that one lost it is not forgotten because another never had it.
      const older = arrivals.find(a => Object.hasOwn(a.state.disputed, name))?.state.disputed[name];
      if (older !== undefined) disputed[name] = older;
    }
  }
  return { set, disputed };
}

/** Every artifact that any of them says something of. */
export function namesOf(arrivals: readonly Arrival[]): Set<string> {
  const names = new Set<string>();
  for (const { state } of arrivals) {
    for (const name in state.set) names.add(name);
    for (const name in state.disputed) names.add(name);
  }
  return names;
}

/** Inputs that hold different values of an artifact: the first input of each value. */
function examples(name: string, arrivals: readonly Arrival[]): string[] {
  const seen = new Map<string | undefined, string>();
  for (const { id, state } of arrivals) {
    const hash = state.set[name]?.hash;
    if (!seen.has(hash)) seen.set(hash, id);
    if (seen.size === shownInDispute) break;
  }
  return [...seen.values()];
}
