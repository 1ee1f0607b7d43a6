import type { ts } from 'ts-morph';
import type { Problem } from '../../runtime/model/diagnostics.js';
import type { FlowClass } from './classes.js';
import { Dataflow } from './dataflow/dataflow.js';
import { type Place, placesIn } from './dataflow/places.js';
import type { Reading } from './dataflow/walk.js';
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
  readonly #from: Reading;
  readonly #wrong: readonly Finding[];
  readonly #places = new Map<ReadFlow, readonly Place[]>();
  readonly #dataflows = new Map<ReadFlow, Dataflow>();
  #problems: readonly Problem[] | null = null;

  constructor(
    readonly lines: Lines,
    readonly broken: string | null,
    /** With a syntax error these are all the problems that are told. */
    wrong: readonly Finding[],
    read: readonly ReadFlow[],
    from: Reading,
  ) {
    this.#from = from;
    this.#wrong = wrong;
    this.#read = read;
    // Of two classes of one name the first is the one that can be spoken of.
    const first = new Map(read.toReversed().map(({ flow }) => [flow.graph.flow, flow]));
    this.flows = read.map(({ flow }) => flow).filter(flow => first.get(flow.graph.flow) === flow);
  }

  get problems(): readonly Problem[] {
    // In a broken text a missing step may only be one that can't be read just now.
    this.#problems ??= inSourceOrder(this.broken === null ? this.#findings() : this.#wrong, this.lines);
    return this.#problems;
  }

  get tree(): ts.SourceFile {
    return this.#from.tree;
  }

  dataflow(flow: string): Dataflow | null {
    const read = this.#read.find(one => one.flow.graph.flow === flow);
    return read ? shallowly(() => this.#dataflow(read), null) : null;
  }

  places(flow: string): readonly Place[] {
    const read = this.#read.find(one => one.flow.graph.flow === flow);
    if (!read) return [];
    let known = this.#places.get(read);
    if (known === undefined) {
      const { tree } = this.#from;
      known = shallowly(() => placesIn(this.#family(read), this.#dataflow(read).reader.of, tree), []);
      this.#places.set(read, known);
    }
    return known;
  }

  /** The classes of this text that share their members with a flow: those it extends, and those that extend them. */
  #family({ source }: ReadFlow): ts.ClassLikeDeclaration[] {
    const family = new Set([source.node, ...source.bases]);
    for (const other of this.#read) {
      const classes = [other.source.node, ...other.source.bases];
      if (classes.some(one => family.has(one))) for (const one of classes) family.add(one);
    }
    return [...family];
  }

  #findings(): Finding[] {
    return this.#read.flatMap(read =>
      shallowly(() => flowFindings({ ...read, data: this.#dataflow(read), tree: this.#from.tree }), []),
    );
  }

  #dataflow(read: ReadFlow): Dataflow {
    let known = this.#dataflows.get(read);
    if (known === undefined) {
      const graph = meantGraph(read.flow, read.steps);
      known = new Dataflow(read.source, graph, this.#from);
      this.#dataflows.set(read, known);
    }
    return known;
  }
}
