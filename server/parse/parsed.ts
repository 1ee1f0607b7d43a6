import type { ts } from 'ts-morph';
import type { Problem } from '../../runtime/model/diagnostics.js';
import type { Graph } from '../../runtime/model/graph.js';
import type { Dataflow } from './dataflow/dataflow.js';
import type { Place } from './dataflow/places.js';
import type { Lines } from './lines.js';
import type { TargetSlip } from './outcomes.js';
import type { Reach } from './reach.js';

/** A stretch of the text, in UTF-16 units from its beginning; `end` is the first one past it. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** What is meant stands in another file; in this one, the span is where its class is named. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** Absolute path. */
  readonly file: string;
  /** The whole text of it. */
  readonly text: string;
  readonly span: Span;
}

/** Everything that a source text says about flows. */
export interface Parsed {
  /** In source order, each name once. */
  readonly flows: readonly ParsedFlow[];
  /** The flows, and the bases that can't run by themselves. */
  readonly classes: readonly ParsedFlow[];
  /** In source order, worked out when they are first asked for. A text with a syntax error has no others. */
  readonly problems: readonly Problem[];
  /** Message of the first syntax error. The flows are then what could be made out, and may lack parts. */
  readonly broken: string | null;
  /** It imports or exports as ES modules do. */
  readonly isModule: boolean;
  /** Turns spans into positions. */
  readonly lines: Lines;
  /** The syntax tree; null where there is none to be had. */
  readonly tree: ts.SourceFile | null;
  /** What each step of a flow does with the artifacts, worked out when it is first asked for; null when there is no such flow. */
  dataflow(flow: string): Dataflow | null;
  /** Every place that names a member of a flow, in it and in the classes of this text that share members with it, in source order. */
  places(flow: string): readonly Place[];
  /** Where the classes of a flow declare a member, those of other files too, the furthest base first. */
  declarations(flow: string, name: string): readonly Span[];
}

/**
 * A flow and where its parts stand. The graph holds no positions, so that typing inside a step's body leaves it
 * as it was; everything that moves with the text is beside it.
 */
export interface ParsedFlow {
  readonly graph: Graph;
  /** The class's name; the word `class` when it has none. */
  readonly name: Span;
  /** The whole class with its decorators and JSDoc. */
  readonly full: Span;
  /** Everything between the class's braces. */
  readonly members: Span;
  /** Names of all members of the class and of its bases in this file: what a new step may not be called. */
  readonly memberNames: readonly string[];
  /** Names of all members of the classes of this file that extend it: what is new in it would be overridden by one of the same name. */
  readonly heirNames: readonly string[];
  /** More may belong to it than can be seen: a class that it extends is not to be had, or it is a base that others complete. */
  readonly open: boolean;
  /** How a run comes to it; null where nothing outside can name it. */
  readonly reach: Reach | null;
  readonly steps: readonly ParsedStep[];
}

export interface ParsedStep {
  readonly name: string;
  /** The class that declares it: the flow itself or a base of it. */
  readonly declaredIn: string;
  /** That class is the flow itself, whatever its bases are called. */
  readonly own: boolean;
  readonly nameSpan: Span;
  /** The whole method with its decorators and JSDoc. */
  readonly full: Span;
  readonly decorator: Span;
  /** With the braces. */
  readonly body: Span;
  /** Name of the parameter typed `Inputs`. */
  readonly inputs: string | null;
  /** How many parameters a fan-out's item and index could go to. */
  readonly itemParameters: number;
  /** What it returns that no run can go on with. */
  readonly refused: readonly RefusedResult[];
  /** In how many ways it ends, of those that can be told apart. */
  readonly outcomes: number;
  /** Some transition takes running code to know. */
  readonly unknown: boolean;
  /** In source order. */
  readonly transitions: readonly ParsedTransition[];
  /** Some way through the step ends it without a transition though others go on. */
  readonly mayEnd: boolean;
  /** The same where a transition that lacks its `return` is taken to have it. */
  readonly mayEndAsMeant: boolean;
  /** It goes on nowhere and never comes to an end: it throws, or ends the process. */
  readonly neverEnds: boolean;
}

export interface RefusedResult {
  /** `next` is called without the flow that it belongs to; or what is returned is no transition: a value, or a member of the flow. */
  readonly kind: 'next' | 'foreach' | 'value' | 'member';
  /** The member's. */
  readonly name: string | null;
  readonly span: Span;
}

/** One `this.next(…)` or `this.foreach(…)` as the graph sees it: with `?:` among its arguments, one a combination. */
export interface ParsedTransition {
  readonly kind: 'next' | 'foreach';
  /** The call. */
  readonly span: Span;
  /** False when the call's result is thrown away: the step does not go there. */
  readonly returned: boolean;
  /** It is made in a callback or for a variable, and comes to nothing there. */
  readonly aside: boolean;
  /** The statement behind which control never comes to it; null where it may. */
  readonly behind: Span | null;
  readonly condition: string | null;
  readonly targets: readonly ParsedTarget[];
}

export interface ParsedTarget {
  /** Null when it cannot be known without running the step. */
  readonly name: string | null;
  /** It is written as something else than the step itself, as `this.train.bind(this)`. */
  readonly slip: TargetSlip | null;
  /** The argument, such as `this.train`. */
  readonly span: Span;
  /** The step's name in it, such as `train`. */
  readonly nameSpan: Span;
}
