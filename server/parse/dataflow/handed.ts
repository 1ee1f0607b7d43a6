import { ts } from 'ts-morph';
import { isAssignment } from './usage.js';

/** Not the object of a further access, and not given a name. */
export function isHandedOn(node: ts.Expression): boolean {
  let at: ts.Node = node;
  let { parent } = at;
  while (
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isBinaryExpression(parent) && !isAssignment(parent.operatorToken.kind))
  ) {
    if (ts.isConditionalExpression(parent) && parent.condition === at) return false;
    if (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind)) return false;
    at = parent;
    parent = at.parent;
  }
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    return parent.expression !== at;
  }
  if (ts.isBinaryExpression(parent) && parent.right === at) return !ts.isIdentifier(parent.left);
  return !(
    ts.isVariableDeclaration(parent) ||
    ts.isIfStatement(parent) ||
    ts.isPrefixUnaryExpression(parent)
  );
}

function isComparison(operator: ts.SyntaxKind): boolean {
  return operator !== ts.SyntaxKind.QuestionQuestionToken && operator !== ts.SyntaxKind.BarBarToken;
}
