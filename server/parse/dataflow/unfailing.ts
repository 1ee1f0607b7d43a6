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

/** Whether nothing can fail between one thing that a step does and a later one: `this.page = null;` stands right behind it. */
export function isDoneAtOnce(later: Deed, one: Deed): boolean {
  const [then, first] = [statementOf(later), statementOf(one)];
  if (!then || !first || then.parent !== first.parent || !ts.isBlock(then.parent)) return false;
  if (later.calls.some((node, level) => node !== one.calls[level])) return false;
  const { statements } = then.parent;
  const from = statements.indexOf(first) + 1;
  return later.kind === 'write' && statements.slice(from, statements.indexOf(then) + 1).every(cannotFail);
}

/** `this.page = …;` */
function statementOf({ node }: Deed): ts.Statement | null {
  const statement = node.parent?.parent;
  return statement && ts.isExpressionStatement(statement) ? statement : null;
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
