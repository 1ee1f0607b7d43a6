import { ts } from 'ts-morph';
import { literalOf, withoutCasts } from '../literal.js';
import type { Deed } from './deeds.js';

/** Whether a step has done something before anything in it may fail: `this.page = null;` in its first statements. */
export function isDoneFirst({ node, kind, calls }: Deed): boolean {
  const statement = node.parent?.parent;
  if (kind !== 'write' || calls.length > 0 || !statement || !ts.isExpressionStatement(statement))
    return false;
  const { parent: body } = statement;
  if (!ts.isBlock(body) || !ts.isMethodDeclaration(body.parent)) return false;
  return body.statements.slice(0, body.statements.indexOf(statement) + 1).every(cannotFail);
}

/** Gives a member or a constant what is written out. */
function cannotFail(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.every(
      ({ name, initializer }) => ts.isIdentifier(name) && (!initializer || isPlain(initializer)),
    );
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
  const { left, operatorToken, right } = statement.expression;
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(left) &&
    left.expression.kind === ts.SyntaxKind.ThisKeyword &&
    isPlain(right)
  );
}

function isPlain(expression: ts.Expression): boolean {
  const value = withoutCasts(expression);
  return literalOf(value) !== undefined || (ts.isIdentifier(value) && value.text === 'undefined');
}
