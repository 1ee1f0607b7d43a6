import { ts } from 'ts-morph';
import { withoutBrackets } from './nodes.js';

/**
 * What the arm that is asked earlier from now on goes into, of what the other has made sure that it is there, or is something: `this.user` of
 * `if (!this.user) …` in front of `if (this.user.isNew) …`.
 */
export function reliedOn(guard: ts.Expression, later: ts.Node, tree: ts.SourceFile): string | null {
  const sure = new Set(madeSure(guard).map(node => node.getText(tree)));
  const into = (node: ts.Node): string | null => {
    const isInto =
      ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node) ||
      ts.isCallExpression(node) ||
      ts.isNonNullExpression(node);
    const isSafe = 'questionDotToken' in node && node.questionDotToken !== undefined;
    if (isInto && !isSafe && sure.has(withoutBrackets(node.expression).getText(tree)))
      return node.expression.getText(tree);
    return ts.forEachChild(node, child => into(child) ?? undefined) ?? null;
  };
  return sure.size === 0 ? null : into(later);
}

/** What a condition asks whether it is there, or what it is. */
function madeSure(node: ts.Expression): ts.Expression[] {
  const condition = withoutBrackets(node);
  if (ts.isPrefixUnaryExpression(condition)) return madeSure(condition.operand);
  if (ts.isTypeOfExpression(condition)) return [condition.expression];
  if (!ts.isBinaryExpression(condition)) return isPlace(condition) ? [condition] : placesIn(condition);
  const { left, right, operatorToken } = condition;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      return [...madeSure(left), ...madeSure(right)];
    case ts.SyntaxKind.InstanceOfKeyword:
      return [left];
    case ts.SyntaxKind.InKeyword:
      return [right];
    default:
      return [left, right].flatMap(side => {
        if (ts.isTypeOfExpression(side)) return [side.expression];
        return isNothing(side) ? [left, right].filter(isPlace) : placesIn(side);
      });
  }
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}

function isPlace(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** What is gone into only if it is there: `this.user?.name`. */
function placesIn(node: ts.Expression): ts.Expression[] {
  if (
    !ts.isPropertyAccessExpression(node) &&
    !ts.isElementAccessExpression(node) &&
    !ts.isCallExpression(node)
  )
    return [];
  return node.questionDotToken ? [node.expression] : [];
}
