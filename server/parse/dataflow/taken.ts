import { ts } from 'ts-morph';

/**
 * The part of an expression that is its value: what stands behind `null ??` and behind a comma, an arm of a condition that is written out.
 * Null where that takes running code to know.
 *
 * @param valueIn what an expression comes to; null where that is not written out
 */
export function takenOf(
  node: ts.Node,
  valueIn: (asked: ts.Expression) => { readonly value: unknown } | null,
): ts.Expression | null {
  if (ts.isConditionalExpression(node)) {
    const asked = valueIn(node.condition);
    return asked && (asked.value ? node.whenTrue : node.whenFalse);
  }
  if (!ts.isBinaryExpression(node)) return null;
  const { left, operatorToken, right } = node;
  const chosen = (isRight: (value: unknown) => boolean): ts.Expression | null => {
    const asked = valueIn(left);
    return asked && (isRight(asked.value) ? right : left);
  };
  switch (operatorToken.kind) {
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return right;
    case ts.SyntaxKind.QuestionQuestionToken:
      return chosen(value => value === null || value === undefined);
    case ts.SyntaxKind.BarBarToken:
      return chosen(value => !value);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return chosen(Boolean);
    default:
      return null;
  }
}
