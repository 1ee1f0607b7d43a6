import type { Arrival, State } from '../model/index.js';
import type { ItemPlace } from '../model/items.js';
import type { ItemChunk } from '../model/run.js';
import type { Branches } from './branches.js';
import type { InputState } from './pool.js';
import type { Position } from './position.js';
import type { Visit } from './visits.js';

/** A split or fan-out that has been opened and waits for its branches; the outermost one is the run itself. */
export interface Scope {
  readonly kind: 'run' | 'split' | 'foreach';
  readonly parent: Scope | null;
  /** Which branch of the parent the opener was in. */
  readonly branch: number;
  readonly opener: TaskNode | null;
  readonly position: Position;
  /** Final states, by branch. */
  readonly arrivals: (ArrivedBranch | null)[];
  arrived: number;
  /** The join the first branch arrived at. */
  join: string | null;
  /** Of a fan-out. */
  readonly items: { readonly step: string; readonly chunks: readonly ItemChunk[] } | null;
  /** Branches of a fan-out that wait because of its `concurrency`. */
  waiting: Branches | null;
}

export interface ArrivedBranch extends Arrival {
  readonly step: string;
}

/** A task of the run: one step at one position, one visit. */
export interface TaskNode extends Visit {
  readonly step: string;
  readonly position: Position;
  readonly scope: Scope;
  readonly branch: number;
  readonly from: readonly string[];
  readonly opener: string | null;
  readonly before: State;
  readonly first: boolean;
  readonly item: ItemPlace | null;
  readonly inputs: readonly InputState[] | null;
  /** At a join: the artifacts as they stood where its branches began. */
  readonly opened: State['set'] | null;
}

export function openScope(
  kind: 'split' | 'foreach',
  opener: TaskNode,
  branches: number,
  items: Scope['items'] = null,
): Scope {
  return {
    kind,
    parent: opener.scope,
    branch: opener.branch,
    opener,
    position: opener.position,
    arrivals: new Array<ArrivedBranch | null>(branches).fill(null),
    arrived: 0,
    join: null,
    items,
    waiting: null,
  };
}

export function rootScope(): Scope {
  return {
    kind: 'run',
    parent: null,
    branch: 0,
    opener: null,
    position: [],
    arrivals: [],
    arrived: 0,
    join: null,
    items: null,
    waiting: null,
  };
}
