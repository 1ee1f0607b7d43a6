import { ts } from 'ts-morph';
import { behindComments, ownEnd, withComments } from '../edit/comments.js';
import { insertion, type Replacement } from '../edit/draft.js';
import { indentAt, wholeLines } from '../edit/layout.js';
import { methodOf, nodeAt } from '../edit/nodes.js';
import { isStopped } from '../edit/stop.js';
import { newlineOf } from '../edit/style.js';
import { spanOf } from '../parse/source.js';
import type { Case, Fix } from './fix.js';
import { type Rest, restBehind } from './rest.js';

/**
 * A transition whose result is thrown away is returned: where it stands, or, where more is to be done, behind that. All that was done before is still done,
 * in its order; where returning once can't have that, nothing is offered.
 */
export function returnIt(found: Case): Fix[] {
  const { text, tree, step } = found;
  const call = nodeAt(tree, found.span, ts.isCallExpression);
  const method = step && methodOf(found, step);
  const meant = call && statementOf(call, tree);
  if (!meant || !method) return [];
  const { statement, condition, value } = meant;
  const rest = restBehind(statement, method, step, tree);
  if (!rest) return [];
  if (rest.kind === 'nothing') {
    if (condition !== null && isBeforeElse(statement)) return [];
    const before = condition === null ? 'return ' : `if (${condition}) return `;
    return [{ title: "Add 'return'", replacements: around(meant, tree, before), preferred: true }];
  }
  if (condition !== null) return [];
  const title = 'Return it at the end';
  if (rest.kind === 'leaves' && rest.isNext) {
    const replacements = [...around(meant, tree, 'return '), withoutJump(text, rest.jump, tree)];
    return [{ title: "Add 'return'", replacements, preferred: true }];
  }
  if (!isSteady(value, found)) {
    // Made behind the rest, it might be made of something else.
    const name = freeName(method, tree);
    const stop = text[ownEnd(statement, tree) - 1] === ';' ? ';' : '';
    const replacements = [
      ...around(meant, tree, `const ${name} = `),
      putAt(found, statement, rest, `return ${name}${stop}`),
    ];
    return [{ title, replacements, preferred: true }];
  }
  const own = withComments(text, statement, tree);
  const { start, end } = spanOf(value, tree);
  const said = text.slice(own.start, spanOf(statement, tree).start);
  const moved = `${said}return ${text.slice(start, end)}${text.slice(statement.expression.end, own.end)}`;
  const replacements = [{ span: wholeLines(text, own), text: '' }, putAt(found, statement, rest, moved)];
  return [{ title, replacements, preferred: true }];
}

/** Puts a `return` where the rest behind a statement ends. */
function putAt(
  { text, tree }: Case,
  statement: ts.Statement,
  rest: Exclude<Rest, { kind: 'nothing' }>,
  written: string,
): Replacement {
  const newline = newlineOf(text);
  if (rest.kind === 'leaves') {
    const { start } = spanOf(rest.jump, tree);
    const end = ownEnd(rest.jump, tree);
    const line =
      /\/\/[^\r\n]*$/.test(written) && behindComments(text, end) > end ? newline + indentAt(text, start) : '';
    return { span: { start, end }, text: written + line };
  }
  const { last } = rest;
  const at = behindComments(text, ownEnd(last, tree));
  const { start } = spanOf(statement, tree);
  if (/[\r\n]/.test(text.slice(start, spanOf(last, tree).end)))
    return insertion(at, `${newline}${indentAt(text, spanOf(last, tree).start)}${written}`);
  return insertion(at, `${isStopped(last, text) ? '' : ';'} ${written}`);
}

/** A jump that would be dead goes; what is said of it stays. */
function withoutJump(text: string, jump: ts.Statement, tree: ts.SourceFile): Replacement {
  const span = { start: spanOf(jump, tree).start, end: ownEnd(jump, tree) };
  return { span: wholeLines(text, span), text: '' };
}

/** Puts something in front of what is to be returned, in the place of what stands around it. */
function around({ statement, value }: Meant, tree: ts.SourceFile, before: string): Replacement[] {
  const { start } = spanOf(statement, tree);
  const inner = spanOf(value, tree);
  return [
    { span: { start, end: inner.start }, text: before },
    { span: { start: inner.end, end: statement.expression.end }, text: '' },
  ];
}

/** In front of an `else` that belongs to an `if` around it, no other `if` may stand without braces. */
function isBeforeElse(statement: ts.Statement): boolean {
  for (let at: ts.Node = statement; !ts.isBlock(at.parent) && !ts.isSourceFile(at.parent); at = at.parent) {
    if (ts.isIfStatement(at.parent) && at.parent.thenStatement === at && at.parent.elseStatement) return true;
  }
  return false;
}

/** It is the same wherever in the method it is made: it names steps, and what is written out. */
function isSteady(node: ts.Expression, { flow }: Case): boolean {
  if (ts.isCallExpression(node))
    return isOfThis(node.expression) && node.arguments.every(one => isWrittenOut(one, flow));
  return false;
}

function isWrittenOut(node: ts.Expression, flow: Case['flow']): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(one => isWrittenOut(one, flow));
  if (isOfThis(node)) return flow.steps.some(({ name }) => name === node.name.text);
  return ts.isLiteralExpression(node);
}

function isOfThis(node: ts.Expression): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword;
}

/** A name for a constant that nothing in a method goes by. */
function freeName(method: ts.MethodDeclaration, tree: ts.SourceFile): string {
  const words = new Set(method.getText(tree).match(/[\p{ID_Continue}$]+/gu));
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'onward' : `onward${number}`;
    if (!words.has(name)) return name;
  }
}

interface Meant {
  readonly statement: ts.ExpressionStatement;
  /** What has to hold for the transition to be meant; null where it always is. */
  readonly condition: string | null;
  /** What is to be returned. */
  readonly value: ts.Expression;
}

/** The statement that a call stands in, where it can be one that returns it. */
function statementOf(call: ts.CallExpression, tree: ts.SourceFile): Meant | null {
  let value: ts.Expression = call;
  let node: ts.Expression = call;
  let condition: string | null = null;
  for (;;) {
    const { parent } = node;
    if (ts.isExpressionStatement(parent)) return { statement: parent, condition, value };
    if (ts.isParenthesizedExpression(parent) || ts.isAwaitExpression(parent) || ts.isVoidExpression(parent)) {
      node = parent;
    } else if (ts.isConditionalExpression(parent) && condition === null && node !== parent.condition) {
      if (![parent.whenTrue, parent.whenFalse].every(isTransition)) return null;
      value = parent;
      node = parent;
    } else if (ts.isBinaryExpression(parent) && condition === null && node === parent.right) {
      condition = conditionOf(parent, tree);
      if (condition === null) return null;
      node = parent;
    } else return null;
  }
}

function conditionOf(
  { left, operatorToken: { kind } }: ts.BinaryExpression,
  tree: ts.SourceFile,
): string | null {
  const text = left.getText(tree);
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return text;
  return kind === ts.SyntaxKind.BarBarToken ? `!(${text})` : null;
}

function isTransition(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isTransition(node.expression);
  if (ts.isConditionalExpression(node)) return isTransition(node.whenTrue) && isTransition(node.whenFalse);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return expression.kind === ts.SyntaxKind.ThisKeyword && (name.text === 'next' || name.text === 'foreach');
}
