import type { ts } from 'ts-morph';
import type { Problem } from '../../runtime/model/diagnostics.js';
import type { FlowClass } from './classes.js';
import { Dataflow } from './dataflow/dataflow.js';
import type { Imports } from './imports.js';
import type { Lines } from './lines.js';
import type { Parsed, ParsedFlow } from './parsed.js';
import { type Finding, inSourceOrder } from './problems/finding.js';
import { flowFindings, meantGraph } from './problems/flow.js';
import type { StepReading } from './steps.js';

/** A flow with what it was read from. */
export interface ReadFlow {
  readonly flow: ParsedFlow;
  readonly steps: readonly StepReading[];
  readonly source: FlowClass;
}

/** The analyses recurse, and a text that the parser's stack was just large enough for may be too deep for theirs. */
function shallowly<Result>(work: () => Result, otherwise: Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}

/** What a text says, the dearer part of it only when somebody wants to know. */
export class ParsedText implements Parsed {
  readonly flows: readonly ParsedFlow[];
  readonly #read: readonly ReadFlow[];
  readonly #tree: ts.SourceFile;
  readonly #imports: Imports;
  readonly #wrong: readonly Finding[];
  readonly #dataflows = new Map<ReadFlow, Dataflow>();
  #problems: readonly Problem[] | null = null;

  constructor(
    readonly lines: Lines,
    readonly broken: string | null,
    /** With a syntax error these are all the problems that are told. */
    wrong: readonly Finding[],
    read: readonly ReadFlow[],
    from: { readonly tree: ts.SourceFile; readonly imports: Imports },
  ) {
    this.#wrong = wrong;
    this.#read = read;
    this.#tree = from.tree;
    this.#imports = from.imports;
    // Of two classes of one name the first is the one that can be spoken of.
    const first = new Map(read.toReversed().map(({ flow }) => [flow.graph.flow, flow]));
    this.flows = read.map(({ flow }) => flow).filter(flow => first.get(flow.graph.flow) === flow);
  }

  get problems(): readonly Problem[] {
    // In a broken text a missing step may only be one that can't be read just now.
    this.#problems ??= inSourceOrder(this.broken === null ? this.#findings() : this.#wrong, this.lines);
    return this.#problems;
  }

  dataflow(flow: string): Dataflow | null {
    const read = this.#read.find(one => one.flow.graph.flow === flow);
    return read ? shallowly(() => this.#dataflow(read), null) : null;
  }

  #findings(): Finding[] {
    return this.#read.flatMap(read =>
      shallowly(() => flowFindings({ ...read, data: this.#dataflow(read), tree: this.#tree }), []),
    );
  }

  #dataflow(read: ReadFlow): Dataflow {
    let known = this.#dataflows.get(read);
    if (known === undefined) {
      const graph = meantGraph(read.flow, read.steps);
      known = new Dataflow(read.source, graph, { tree: this.#tree, imports: this.#imports });
      this.#dataflows.set(read, known);
    }
    return known;
  }
}
