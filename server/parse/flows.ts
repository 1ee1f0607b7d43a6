import { ts } from 'ts-morph';
import type { Parameter } from '../../runtime/model/graph.js';
import { type FlowClass, flowClasses } from './classes.js';
import { docOf } from './docs.js';
import { graphOf, startsOf } from './graph.js';
import { Lines } from './lines.js';
import { propertyName } from './literal.js';
import { Meanings } from './meanings.js';
import { parameterOf } from './parameters.js';
import type { Parsed, ParsedFlow, Span } from './parsed.js';
import { type Finding, inSourceOrder } from './problems/finding.js';
import { fullSpanOf, readSource, type Source, spanOf } from './source.js';
import type { Sources } from './sources.js';
import { type StepReading, type Steps, stepsOf } from './steps.js';
import { ParsedText, type ReadFlow } from './text.js';

/**
 * Reads every flow of a source text: its graph, where its parts stand, and what is wrong with it. Needs nothing but the
 * text, runs none of it, and never throws.
 *
 * @param sources gives the files that it imports from, for flows that inherit from their classes
 */
export function parseFlows(text: string, fileName: string, sources: Sources | null = null): Parsed {
  const lines = new Lines(text);
  try {
    return parseSource(readSource(text, fileName), lines, sources);
  } catch (error) {
    // The parser recurses, and only a text nested thousands deep exhausts its stack.
    const reason = error instanceof RangeError ? 'it is nested too deeply' : String(error);
    const finding = syntaxFinding(`This file can't be read: ${reason}.`, { start: 0, end: 0 });
    const problems = inSourceOrder([finding], lines);
    return {
      flows: [],
      classes: [],
      problems,
      broken: finding.message,
      isModule: true,
      lines,
      tree: null,
      dataflow: () => null,
      places: () => [],
      declarations: () => [],
    };
  }
}

function parseSource(source: Source, lines: Lines, sources: Sources | null): Parsed {
  const { tree } = source;
  const broken = source.syntaxErrors[0]?.message ?? null;
  const meanings = new Meanings(sources);
  const home = meanings.home({ file: null, tree });
  const classes = home.imports.any ? flowClasses(home, meanings) : [];
  const found: ReadFlow[] = [];
  for (const one of classes) {
    const read = stepsOf(one);
    const isBase = isOnlyABase(one, read.steps);
    const heirs = one.extended ? classes.filter(({ bases }) => bases.includes(one.node)) : [];
    const heirNames = heirs.flatMap(({ node }) => node.members.flatMap(memberName));
    found.push({ flow: parsedFlow(one, read, tree, isBase, heirNames), ...read, source: one, isBase });
  }
  const wrong = source.syntaxErrors.map(({ message, span }) => syntaxFinding(message, span));
  return new ParsedText({ lines, broken, wrong, read: found, tree, isAlone: sources === null });
}

/** It can't run by itself: other classes extend it, in this file or in others. */
function isOnlyABase(
  { abstract, extended, unknownBase, reach }: FlowClass,
  steps: readonly StepReading[],
): boolean {
  if (abstract || unknownBase?.isParameter) return true;
  return extended && (reach === null || startsOf(steps).size === 0);
}

function parsedFlow(
  flow: FlowClass,
  { steps }: Steps,
  tree: ts.SourceFile,
  isBase: boolean,
  heirNames: readonly string[],
): ParsedFlow {
  const { node, name, unknownBase, reach } = flow;
  const members = flow.chain.flatMap(one =>
    one.node.members.map(member => ({ member, reading: one.reading })),
  );
  const parameters = new Map<string, Parameter>();
  for (const { member, reading } of members) {
    const parameter = parameterOf(member, reading.imports);
    if (parameter) parameters.set(parameter.name, parameter);
    // A field that takes its place makes it an artifact.
    else for (const name of memberName(member)) parameters.delete(name);
  }
  return {
    graph: graphOf({ name, doc: docOf(documented(node)), parameters: [...parameters.values()] }, steps),
    name: node.name ? spanOf(node.name, tree) : classKeyword(node, tree),
    full: fullSpanOf(node, tree),
    members: { start: node.members.pos, end: node.members.end },
    memberNames: members.flatMap(({ member }) => memberName(member)),
    heirNames,
    open: unknownBase !== null || isBase,
    reach,
    steps,
  };
}

/** The JSDoc of `const A = class …` stands on the variable. */
function documented(node: ts.ClassLikeDeclaration): ts.Node {
  return ts.isClassExpression(node) ? (ts.findAncestor(node, ts.isVariableStatement) ?? node) : node;
}

function classKeyword(node: ts.ClassLikeDeclaration, tree: ts.SourceFile): Span {
  const keyword = node.getChildren(tree).find(({ kind }) => kind === ts.SyntaxKind.ClassKeyword);
  return spanOf(keyword ?? node, tree);
}

function memberName({ name }: ts.ClassElement): string[] {
  const written = name ? propertyName(name) : null;
  return written === null ? [] : [written];
}

function syntaxFinding(message: string, span: Span): Finding {
  return { code: 'syntax-error', message, span, flows: [], step: null };
}
