import type { Chance } from './chance.js';

/** How many conditions of a made-up flow depend on its parameters: each on one of its own, so that every way through the flow can be taken. */
export const mostConditions = 4;

/** Where a statement is made up: what there is around it, and what it may add. */
export interface Site {
  readonly chance: Chance;
  /** The flow may go on in ways that take running code to know. */
  readonly mayBeUnknown: boolean;
  /** The artifact whose field holds from the start what no run can store; null where none does. */
  readonly spoilt: string | null;
  /** It stands in no split and no fan-out. */
  readonly isOutside: boolean;
  /** The flow may do what only a run can tell of. */
  readonly isWild: boolean;
  /** The name of the step's item; null where it takes none. */
  readonly item: string | null;
  /** The name of a join's inputs, and the steps that every run comes to it from; null where it is no join. */
  readonly inputs: { readonly name: string; readonly from: readonly string[] } | null;
  /** Another name each time, that no other has. */
  readonly fresh: (prefix: string) => string;
  /** Adds a member to the class. */
  readonly member: (text: string) => void;
  /** A condition that holds in some runs, or for some items, and not in others; null when there are enough. */
  readonly condition: () => string | null;
}
