import { ts } from 'ts-morph';
import type { Parameter } from '../../runtime/model/graph.js';
import { type FlowClass, flowClasses } from './classes.js';
import { docOf } from './docs.js';
import { graphOf, isStart } from './graph.js';
import { Imports } from './imports.js';
import { Lines } from './lines.js';
import { propertyName } from './literal.js';
import { parameterOf } from './parameters.js';
import type { Parsed, ParsedFlow, Span } from './parsed.js';
import { type Finding, inSourceOrder } from './problems/finding.js';
import { fullSpanOf, readSource, type Source, spanOf } from './source.js';
import { Meanings, type Sources } from './sources.js';
import { type StepReading, stepsOf } from './steps.js';
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
      lines,
      tree: null,
      dataflow: () => null,
      places: () => [],
    };
  }
}

function parseSource(source: Source, lines: Lines, sources: Sources | null): Parsed {
  const { tree } = source;
  const broken = source.syntaxErrors[0]?.message ?? null;
  const meanings = sources && new Meanings(sources);
  const home = meanings?.home({ file: null, tree }) ?? { file: null, tree, imports: new Imports(tree) };
  const classes = home.imports.any ? flowClasses(home, meanings) : [];
  const read: ReadFlow[] = [];
  for (const one of classes) {
    const steps = stepsOf(one);
    const isBase = isOnlyABase(one, steps);
    read.push({ flow: parsedFlow(one, steps, tree, isBase), steps, source: one, isBase });
  }
  const wrong = source.syntaxErrors.map(({ message, span }) => syntaxFinding(message, span));
  return new ParsedText(lines, broken, wrong, read, tree);
}

/** It can't run by itself: other classes extend it, in this file or in others. */
function isOnlyABase({ abstract, extended }: FlowClass, steps: readonly StepReading[]): boolean {
  return abstract || (extended && !steps.some(isStart));
}

function parsedFlow(
  flow: FlowClass,
  steps: readonly StepReading[],
  tree: ts.SourceFile,
  isBase: boolean,
): ParsedFlow {
  const { node, name, openBase } = flow;
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
    open: openBase || isBase,
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
