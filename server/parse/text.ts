import { ts } from 'ts-morph';
import type { Problem } from '../../runtime/model/diagnostics.js';
import type { FlowClass } from './classes.js';
import { Dataflow } from './dataflow/dataflow.js';
import { type Place, placesIn } from './dataflow/places.js';
import { isExported } from './declarations.js';
import type { Lines } from './lines.js';
import { propertyName } from './literal.js';
import type { Parsed, ParsedFlow, Span } from './parsed.js';
import { classFindings } from './problems/classes.js';
import { type Finding, inSourceOrder } from './problems/finding.js';
import { baseFindings, flowFindings, meantGraph } from './problems/flow.js';
import type { StepReading, Stray } from './steps.js';

/** A flow with what it was read from. */
export interface ReadFlow {
  readonly flow: ParsedFlow;
  readonly steps: readonly StepReading[];
  readonly strays: readonly Stray[];
  readonly source: FlowClass;
  /** It is there for others to extend. */
  readonly isBase: boolean;
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

interface TextParts {
  readonly lines: Lines;
  readonly broken: string | null;
  /** With a syntax error these are all the problems that are told. */
  readonly wrong: readonly Finding[];
  readonly read: readonly ReadFlow[];
  readonly tree: ts.SourceFile;
  /** Other files can't be read, whatever they hold. */
  readonly isAlone: boolean;
}

/** What a text says, the dearer part of it only when somebody wants to know. */
export class ParsedText implements Parsed {
  readonly lines: Lines;
  readonly broken: string | null;
  readonly flows: readonly ParsedFlow[];
  readonly classes: readonly ParsedFlow[];
  readonly #read: readonly ReadFlow[];
  readonly tree: ts.SourceFile;
  readonly #wrong: readonly Finding[];
  readonly #isAlone: boolean;
  readonly #places = new Map<ReadFlow, readonly Place[]>();
  readonly #dataflows = new Map<ReadFlow, Dataflow>();
  #problems: readonly Problem[] | null = null;

  constructor({ lines, broken, wrong, read, tree, isAlone }: TextParts) {
    this.lines = lines;
    this.broken = broken;
    this.tree = tree;
    this.#wrong = wrong;
    this.#read = read;
    this.#isAlone = isAlone;
    // Of two classes of one name the first is the one that can be spoken of.
    const first = new Map(read.toReversed().map(one => [one.flow.graph.flow, one]));
    const spoken = read.filter(one => first.get(one.flow.graph.flow) === one);
    this.classes = spoken.map(({ flow }) => flow);
    this.flows = spoken.filter(({ isBase }) => !isBase).map(({ flow }) => flow);
  }

  get isModule(): boolean {
    return this.tree.statements.some(isOfModule);
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

  places(flow: string): readonly Place[] {
    const read = this.#read.find(one => one.flow.graph.flow === flow);
    if (!read) return [];
    let known = this.#places.get(read);
    if (known === undefined) {
      known = shallowly(() => placesIn(this.#family(read), this.#dataflow(read).reader.of, this.tree), []);
      this.#places.set(read, known);
    }
    return known;
  }

  declarations(flow: string, name: string): readonly Span[] {
    const read = this.#read.find(one => one.flow.graph.flow === flow);
    return (read?.source.chain ?? []).flatMap(({ node, reading }) =>
      node.members.flatMap(member =>
        member.name && !isStatic(member) && propertyName(member.name) === name
          ? [reading.span(member.name)]
          : [],
      ),
    );
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
    const flows = this.#read.filter(({ isBase }) => !isBase);
    // What is wrong with a base is told with the flows that extend it here, or else by itself.
    const told = new Set(flows.flatMap(({ source }) => source.bases));
    const bases = this.#read.filter(({ isBase, source }) => isBase && !told.has(source.node));
    const judged = (of: readonly ReadFlow[], judge: typeof flowFindings): Finding[] =>
      of.flatMap(read => shallowly(() => judge({ ...read, data: this.#dataflow(read) }), []));
    return [
      ...classFindings(this.#read, this.#isAlone),
      ...judged(flows, flowFindings),
      ...judged(bases, baseFindings),
    ];
  }

  #dataflow(read: ReadFlow): Dataflow {
    let known = this.#dataflows.get(read);
    if (known === undefined) {
      const graph = meantGraph(read.flow, read.steps);
      known = new Dataflow(read.source, graph);
      this.#dataflows.set(read, known);
    }
    return known;
  }
}

function isStatic(member: ts.ClassElement): boolean {
  return (
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false)
  );
}

/** `import … = require(…)` and `export =` are CommonJS, which TypeScript calls modules too. */
function isOfModule(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return true;
  if (ts.isExportAssignment(statement)) return !statement.isExportEquals;
  return isExported(statement);
}
