import { ts } from 'ts-morph';
import type { AccessKind } from './access.js';

const mutators = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear'],
]);

/** What an access that assigns nothing does, by what stands around it. */
export function usageOf(access: ts.Expression): AccessKind {
  const node = outermost(access);
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression === node) return 'call';
  if (ts.isDeleteExpression(parent)) return 'delete';
  if (mutationOf(node)) return 'mutate';
  return isTested(node) ? 'test' : 'read';
}

/** The expression with the parentheses and casts around it. */
export function outermost(expression: ts.Expression): ts.Expression {
  let node = expression;
  for (;;) {
    const { parent } = node;
    const isWrapper =
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isSatisfiesExpression(parent) ||
      ts.isTypeAssertionExpression(parent);
    if (!isWrapper) return node;
    node = parent;
  }
}

/** The whole of `this.x.y = 1`, `this.x[0]++`, `delete this.x.y`, `this.x.push(1)`, which changes the value of an access in place. */
export function mutationOf(access: ts.Expression): ts.Expression | null {
  let at = outermost(access);
  for (;;) {
    const { parent } = at;
    const isInside =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === at;
    if (!isInside) return null;
    const outer = outermost(parent);
    const around = outer.parent;
    if (isAssigned(outer)) return around as ts.Expression;
    if (
      ts.isPropertyAccessExpression(parent) &&
      ts.isCallExpression(around) &&
      around.expression === outer &&
      mutators.has(parent.name.text)
    ) {
      return around;
    }
    at = outer;
  }
}

/** The target of an assignment, `++`, `--` or `delete`. */
function isAssigned(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return parent.left === node && isAssignment(parent.operatorToken.kind);
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  }
  return ts.isDeleteExpression(parent);
}

export function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** Whether finding no value is no surprise where it stands: it is compared, asked for, or has something in its place. */
function isTested(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { operatorToken, left } = parent;
    switch (operatorToken.kind) {
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return left === node || isTested(parent);
      case ts.SyntaxKind.EqualsEqualsToken:
      case ts.SyntaxKind.EqualsEqualsEqualsToken:
      case ts.SyntaxKind.ExclamationEqualsToken:
      case ts.SyntaxKind.ExclamationEqualsEqualsToken:
        return true;
      default:
        return false;
    }
  }
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    return parent.expression === node && parent.questionDotToken !== undefined;
  }
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) {
    return parent.expression === node;
  }
  return ts.isTypeOfExpression(parent);
}
