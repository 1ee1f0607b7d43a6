import type { ts } from 'ts-morph';
import type { Condition } from './conditions.js';

/** One way a step may end: where it goes on to, that it ends the branch, or that it can't be known. */
export type Outcome =
  | {
      readonly kind: 'next' | 'foreach';
      readonly call: ts.CallExpression;
      readonly targets: readonly Target[];
    }
  | { readonly kind: 'end' }
  /** Something that is plainly no transition, which the run refuses. */
  | { readonly kind: 'value'; readonly node: ts.Expression }
  /** `next` or `foreach` called as a function of its own, without the flow it belongs to. */
  | { readonly kind: 'takenOff'; readonly node: ts.CallExpression; readonly member: 'next' | 'foreach' }
  /** `super.start()`: what the step of that name in a class that is extended comes to. */
  | { readonly kind: 'inherited'; readonly name: string }
  /** A member of the flow: a step by mistake, or whatever else it holds. */
  | { readonly kind: 'member'; readonly node: ts.Expression; readonly name: string }
  | { readonly kind: 'unknown' };

export interface Target {
  readonly node: ts.Expression;
  /** Null when it takes running code to know it. */
  readonly name: string | null;
  /** It is written as something else than the step itself: what it plainly is instead. */
  readonly slip: TargetSlip | null;
  /** The method that is called to give it: a step by mistake, or one that gives a step. */
  readonly called: string | null;
  /** It is named on `super`, which has the steps of the classes that are extended. */
  readonly onBase: boolean;
}

export type TargetSlip = 'absent' | 'bound' | 'called' | 'function' | 'quoted' | 'value';

/** An outcome and the conditions under which it comes about, outermost first. */
export interface Arm {
  readonly conditions: readonly Condition[];
  readonly outcome: Outcome;
  /** The statement behind which control never comes to it; null where it may. */
  readonly behind: ts.Statement | null;
}
