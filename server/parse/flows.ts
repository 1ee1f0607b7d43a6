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
import { type Home, Meanings, type Sources } from './sources.js';
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
  const { imports } = home;
  const classes = imports.any ? flowClasses(home, meanings) : [];
  const read: ReadFlow[] = [];
  for (const one of classes) {
    const steps = stepsOf(one, home);
    if (isOnlyABase(one, steps)) continue;
    read.push({ flow: parsedFlow(one, steps, home), steps, source: one });
  }
  const wrong = source.syntaxErrors.map(({ message, span }) => syntaxFinding(message, span));
  return new ParsedText(lines, broken, wrong, read, { tree, imports });
}

/** Other flows extend it and it can't run by itself. */
function isOnlyABase({ abstract, extended }: FlowClass, steps: readonly StepReading[]): boolean {
  return abstract || (extended && !steps.some(isStart));
}

function parsedFlow(flow: FlowClass, steps: readonly StepReading[], home: Home): ParsedFlow {
  const { tree } = home;
  const { node, name, openBase } = flow;
  const chain = [
    ...flow.foreign.toReversed(),
    ...[...flow.bases.toReversed(), node].map(one => ({ node: one, home })),
  ];
  const members = chain.flatMap(one => one.node.members.map(member => ({ member, home: one.home })));
  const parameters = new Map<string, Parameter>();
  for (const { member, home } of members) {
    const parameter = parameterOf(member, home.imports);
    if (parameter) parameters.set(parameter.name, parameter);
  }
  return {
    graph: graphOf({ name, doc: docOf(documented(node)), parameters: [...parameters.values()] }, steps),
    name: node.name ? spanOf(node.name, tree) : classKeyword(node, tree),
    full: fullSpanOf(node, tree),
    members: { start: node.members.pos, end: node.members.end },
    memberNames: members.flatMap(({ member }) => memberName(member)),
    openBase,
    spread: flow.leaves !== null,
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
  return { code: 'syntax-error', message, span, flow: null, step: null };
}
