/**
 * The shape of a flow: what its class says, with no positions in the text.
 *
 * Names are the identity of everything here, so two sources that differ only inside a step's body, or in
 * the order of their methods' bodies, give graphs that are equal.
 */
export interface Graph {
  /** Name of the class. */
  readonly flow: string;
  /** The class's JSDoc as plain text; empty when it has none. */
  readonly doc: string;
  readonly parameters: readonly Parameter[];
  /** In declaration order. */
  readonly steps: readonly Step[];
  /** In the order the transitions stand in the source. */
  readonly edges: readonly Edge[];
}

export type ParameterType = 'number' | 'string' | 'boolean' | 'json' | 'choice' | 'file' | 'schema';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** The default as JSON when it can be read without running code; otherwise absent, as it is of a secret. */
  readonly default?: unknown;
  /** True when a run cannot start without a value: the definition gives no default. */
  readonly required: boolean;
  readonly doc: string;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Its value is never shown or kept. */
  readonly secret?: true;
  /** The environment variable that gives the value when nobody else does. */
  readonly env?: string;
}

/** The first that fits of: split, fanout, condition by what the step returns; join by its parameter; start; terminal; linear. */
export type StepKind = 'start' | 'linear' | 'split' | 'fanout' | 'condition' | 'join' | 'terminal';

export interface Step {
  readonly name: string;
  readonly kind: StepKind;
  /** A run begins here, whatever the step's kind. */
  readonly start: boolean;
  /** The step takes `Inputs<this>`, whatever its kind. */
  readonly join: boolean;
  /** At least one of the step's transitions cannot be known without running it. */
  readonly unknown: boolean;
  readonly doc: string;
  readonly options: StepOptions;
  /**
   * When the flow ends here, or this branch of it, though the step goes on at other times: each the condition's own text as
   * of an edge, or null where it can't be told. Absent where the step always goes on, or never does.
   */
  readonly ends?: readonly (string | null)[];
}

/** What `@step({ … })` says, as far as it is written literally. */
export interface StepOptions {
  readonly start?: boolean;
  readonly retry?: number | RetryOptions;
  readonly timeout?: string | number;
  readonly catch?: string;
  readonly memory?: string | number;
  readonly isolate?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RetryOptions {
  /** How many attempts may follow the first. */
  readonly times: number;
  /** Wait before the first retry: milliseconds, or text such as `'30s'`. Default 0. */
  readonly delay?: string | number;
  /** Each further wait is the last one times this. Default 1. */
  readonly backoff?: number;
}

/** By what brings a task along the edge: one of several branches, one of many items, a branch's end, or plainly. */
export type EdgeKind = 'next' | 'split' | 'fanout' | 'join';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** The condition's own text (`else` and `default` for the other arm), or null when the edge is always taken. */
  readonly condition: string | null;
  /** The edge goes back to a step that comes earlier on the way from the start. */
  readonly loop: boolean;
  /** The step never comes to it as it is written: it stands behind a `throw` or a `return`. */
  readonly unreached?: true;
}
