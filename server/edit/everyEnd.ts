import { ts } from 'ts-morph';
import { parseFlows } from '../parse/flows.js';
import { withoutCasts } from '../parse/literal.js';
import type { Parsed, ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { applied, insertion, type Replacement, type Subject } from './draft.js';
import { atEnd, returned } from './goOn.js';
import { memberAccess } from './naming.js';
import { methodOf } from './nodes.js';

/** Has a step go on at every place where it ends. */
export function goOnFromEveryEnd(found: Subject, step: ParsedStep, to: string): Replacement[] {
  const transition = `this.next(${memberAccess(to, found.tree)})`;
  const statements = methodOf(found, step)?.body?.statements ?? [];
  const written = statements.flatMap(statement => writtenEnds(found, statement, transition));
  const last = statements.at(-1);
  if (last && ts.isReturnStatement(last)) return written;
  const end = atEnd(found, step, `return ${transition}`);
  return last && !plainlyPasses(last) && isCutOff(found, step, end) ? written : [...written, end];
}

/** Whether a step ends the flow on some way through it. */
export function endsSomewhere(
  { flow, parsed }: Pick<Subject, 'flow' | 'parsed'>,
  { name, mayEnd, unknown }: ParsedStep,
): boolean {
  const falls = parsed.problems.some(({ code, step, flows }) => {
    return code === 'step-fell-through' && step === name && flows.includes(flow.graph.flow);
  });
  return mayEnd || falls || (!unknown && flow.graph.edges.every(({ from }) => from !== name));
}

/** The places in a statement that say that the flow ends there. */
function writtenEnds(found: Subject, node: ts.Node, transition: string): Replacement[] {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return [];
  if (ts.isReturnStatement(node)) {
    if (node.expression)
      return armsOfNothing(node.expression).flatMap(arm => instead(found, arm, transition));
    const end = returned(found, node, transition);
    return end ? [end] : [];
  }
  const ends: Replacement[] = [];
  ts.forEachChild(node, child => {
    ends.push(...writtenEnds(found, child, transition));
  });
  return ends;
}

/** What gives nothing: all of it, or arms of `?:` and `&&`. */
function armsOfNothing(expression: ts.Expression): ts.Expression[] {
  const node = withoutCasts(expression);
  if (ts.isConditionalExpression(node))
    return [...armsOfNothing(node.whenTrue), ...armsOfNothing(node.whenFalse)];
  if (isGuarded(node)) return [node, ...armsOfNothing(node.right)];
  return isNothing(node) ? [node] : [];
}

/** `this.more && this.next(this.again)` */
function isGuarded(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

function isNothing(node: ts.Expression): boolean {
  return (
    (ts.isIdentifier(node) && node.text === 'undefined') ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isVoidExpression(node) && ts.isNumericLiteral(node.expression))
  );
}

/** The transition where nothing is given; behind a guard, as what is given where that does not hold. */
function instead({ tree }: Subject, arm: ts.Expression, transition: string): Replacement[] {
  if (!isGuarded(arm)) return [{ span: spanOf(arm, tree), text: transition }];
  return [{ span: spanOf(arm.operatorToken, tree), text: '?' }, insertion(arm.end, ` : ${transition}`)];
}

/** Control comes out of it, as can be told without looking further. */
function plainlyPasses(statement: ts.Statement): boolean {
  if (ts.isIfStatement(statement)) return statement.elseStatement === undefined;
  if (ts.isExpressionStatement(statement)) return ts.isBinaryExpression(statement.expression);
  return (
    ts.isVariableStatement(statement) || ts.isForOfStatement(statement) || ts.isForInStatement(statement)
  );
}

/** Whether a transition at the end of a step would never be come to: the step has gone on, or thrown, before. */
function isCutOff(
  { text, tree: { fileName }, sources, parsed }: Subject,
  { name }: ParsedStep,
  end: Replacement,
): boolean {
  const cutOff = ({ problems }: Parsed): number =>
    problems.filter(({ code, step }) => code === 'unreachable-arm' && step === name).length;
  return cutOff(parseFlows(applied(text, [end]), fileName, sources)) > cutOff(parsed);
}
