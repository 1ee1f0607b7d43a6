import { ts } from 'ts-morph';

/** Whether working an expression out may do something, besides giving a value: it calls, assigns or waits. */
export function hasEffect(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return doing.has(node.kind) || assigns(node) || (ts.forEachChild(node, hasEffect) ?? false);
}

/** Whether working an expression out gives something another value, as far as can be seen there. */
export function setsSomething(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return assigns(node) || (ts.forEachChild(node, setsSomething) ?? false);
}

const doing: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.CallExpression,
  ts.SyntaxKind.NewExpression,
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.ClassExpression,
]);

function assigns(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  const isStepped = ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node);
  return (
    isStepped &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  );
}
