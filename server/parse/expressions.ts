import { ts } from 'ts-morph';
import { literalOf, withoutCasts } from './literal.js';

/** `||` and `??`: whichever side counts is only known in a run. */
export function isLogical(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken;
}

/** A method of `console`: it returns nothing, and returns. */
export function isConsole(callee: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'console'
  );
}

/** False for what is plainly a value of another kind. */
export function mayBeTransition(value: ts.Expression): boolean {
  switch (value.kind) {
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.BigIntLiteral:
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TemplateExpression:
    case ts.SyntaxKind.RegularExpressionLiteral:
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
    case ts.SyntaxKind.ArrayLiteralExpression:
    case ts.SyntaxKind.ObjectLiteralExpression:
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
    case ts.SyntaxKind.ClassExpression:
    case ts.SyntaxKind.VoidExpression:
    case ts.SyntaxKind.TypeOfExpression:
    case ts.SyntaxKind.PrefixUnaryExpression:
    case ts.SyntaxKind.PostfixUnaryExpression:
      return false;
    default:
      return true;
  }
}

/** An expression without the casts, parentheses and `await`s around it. */
export function withoutAwait(expression: ts.Expression): ts.Expression {
  let value = withoutCasts(expression);
  while (ts.isAwaitExpression(value)) value = withoutCasts(value.expression);
  return value;
}

/** A value that stands for nothing: a run takes `return null` for the end too. */
export function isNothing(value: ts.Expression): boolean {
  const literal = literalOf(value);
  return ts.isVoidExpression(value) || (literal !== undefined && !literal.value);
}

/** A call of something else than `console`. */
export function isOpenCall(expression: ts.Expression): boolean {
  const call = withoutAwait(expression);
  return ts.isCallExpression(call) && !isConsole(call.expression);
}

/** It is named on `super`. */
export function isOnBase(node: ts.Expression): boolean {
  const access = withoutCasts(node);
  return (
    (ts.isPropertyAccessExpression(access) || ts.isElementAccessExpression(access)) &&
    access.expression.kind === ts.SyntaxKind.SuperKeyword
  );
}
