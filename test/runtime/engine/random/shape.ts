/** A made-up flow as a nested structure, from which both its source text and what it must do follow. */
export interface Shape {
  readonly root: Block;
}

/** Stages that run one after the other. */
export type Block = readonly Stage[];

export type Stage =
  /** `again` times the step goes back to the head of the loop that it is the last step of, before it goes on. */
  | { readonly kind: 'step'; readonly step: Step; readonly again: number }
  | { readonly kind: 'choice'; readonly step: Step; readonly by: Choosing; readonly arms: readonly Arm[] }
  | { readonly kind: 'loop'; readonly body: Block }
  /** The step opens one of these; the closing stage begins with the join. */
  | {
      readonly kind: 'open';
      readonly step: Step;
      readonly by: Choosing;
      readonly openings: readonly Opening[];
      readonly closing: Stage;
    };

/** An arm of a condition: stages, none to go straight on, back to the loop's head, out of the loop, or the end of the run. */
export type Arm = Block | 'again' | 'leave' | 'stop';

export type Opening =
  | { readonly kind: 'split'; readonly branches: readonly Block[] }
  | { readonly kind: 'fanout'; readonly length: number; readonly most: number | null; readonly body: Block }
  /** Nothing is opened: past the join. */
  | { readonly kind: 'past' };

/** What a condition looks at: the step's visits so far, or an artifact. */
export type Choosing = 'visits' | Name;

export interface Step {
  readonly name: string;
  readonly join: boolean;
  readonly doings: readonly Doing[];
  /** So many attempts fail before one may succeed. */
  readonly fails: number;
  /** It may throw in its last attempt too, and the error is caught. */
  readonly catches: boolean;
}

export const names = ['a', 'b', 'c', 'list', 'seen'] as const;
export type Name = (typeof names)[number];

/** One thing a step does, each time it runs. */
export type Doing =
  | { readonly kind: 'mix'; readonly to: Name; readonly of: readonly Name[]; readonly salt: number }
  | { readonly kind: 'item'; readonly to: Name }
  | { readonly kind: 'place'; readonly to: Name }
  | { readonly kind: 'parameter'; readonly to: Name }
  | { readonly kind: 'push'; readonly salt: number }
  | { readonly kind: 'unset'; readonly name: Name }
  | { readonly kind: 'gather'; readonly to: Name; readonly of: Name }
  /** The artifact of the first branch that ended in a step, by the step's name. */
  | { readonly kind: 'named'; readonly to: Name; readonly of: Name; readonly step: string }
  | { readonly kind: 'merge'; readonly except: Name | null };

/** A number from 0 to 999 for any values: the same in the flow's own code and outside of it. */
export function mix(...values: unknown[]): number {
  let hash = 7;
  const plain = (_key: string, value: unknown) =>
    value instanceof Error ? value.message : (value ?? 'none');
  for (const char of JSON.stringify(values, plain)) hash = (hash * 31 + char.charCodeAt(0)) % 1_000_003;
  return hash % 1_000;
}

export function headOf(block: Block): string | null {
  const [first] = block;
  if (first === undefined) return null;
  return first.kind === 'loop' ? headOf(first.body) : first.step.name;
}
