import type { ts } from 'ts-morph';
import { type Condition, type Passed, passed } from './conditions.js';
import type { Arm, Outcome } from './outcomes.js';

/**
 * Whether control goes on behind a statement. `perhaps`: a `switch` may cover every case.
 * Calls: if one of them comes back, which an imported name may tell, while null stands for one that is taken to.
 */
export type Falls = 'never' | 'perhaps' | 'surely' | readonly (ts.Identifier | null)[];

export interface Reached {
  readonly arms: readonly Arm[];
  readonly falls: Falls;
  /** Where control leaves a statement around it. */
  readonly exits: readonly Exit[];
  /** What did not come about where control goes on behind it, if that is not simply each of the ways out. */
  readonly left?: readonly Passed[];
}

/** A `break` or `continue`. */
export interface Exit {
  readonly conditions: readonly Condition[];
  readonly kind: 'break' | 'continue';
  readonly label: string | null;
}

export const onward: Reached = { arms: [], falls: 'surely', exits: [] };

export function under<Way extends { readonly conditions: readonly Condition[] }>(
  conditions: readonly Condition[],
  ways: readonly Way[],
): Way[] {
  return ways.map(way => ({ ...way, conditions: [...conditions, ...way.conditions] }));
}

export function otherwise(condition: Condition, goesOn: boolean): Condition {
  return { kind: 'none', of: [passed([condition], goesOn)], before: null };
}

export function leftBy({ arms, exits }: Pick<Reached, 'arms' | 'exits'>): Passed[] {
  return [
    ...arms.map(({ conditions, outcome }) => passed(conditions, goesOn(outcome))),
    ...exits.map(({ conditions }) => passed(conditions, false)),
  ];
}

/** What always leaves is not come out of in any way, so that only its own condition is to be told. */
export function leftUnder(conditions: readonly Condition[], reached: Reached): readonly Passed[] {
  const { arms, exits, falls } = reached;
  if (falls !== 'never') return leftBy({ arms: under(conditions, arms), exits: under(conditions, exits) });
  const all = exits.length === 0 && arms.every(({ outcome }) => goesOn(outcome));
  return arms.length + exits.length > 0 ? [passed(conditions, all)] : [];
}

export function goOn(arms: readonly Arm[]): boolean {
  return arms.some(({ outcome }) => goesOn(outcome));
}

export function goesOn({ kind }: Outcome): boolean {
  return kind !== 'end' && kind !== 'value';
}

/** It leaves the loop or `switch` around it. */
export function leavesNearest({ kind, label }: Exit): boolean {
  return kind === 'break' && label === null;
}

export function either(one: Falls, other: Falls): Falls {
  if (one === 'surely' || other === 'surely') return 'surely';
  if (typeof one !== 'string') return typeof other === 'string' ? one : [...one, ...other];
  if (typeof other !== 'string') return other;
  return one === 'perhaps' || other === 'perhaps' ? 'perhaps' : 'never';
}
