import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { literalOf, withoutCasts } from '../literal.js';
import type { Deed } from './deeds.js';

/** Whether a step has done something before anything in it may fail: `this.page = null;` in its first statements. */
export function isDoneFirst({ node, kind, calls }: Deed): boolean {
  return kind === 'write' && [...calls, node].every(isComeToFirst);
}

/** Whether nothing can fail between one thing that a step does and a later one: `this.page = null;` stands right behind it. */
export function isDoneAtOnce(later: Deed, one: Deed): boolean {
  const [then, first] = [statementOf(later.node), statementOf(one.node)];
  if (!then || !first || then.parent !== first.parent || !ts.isBlock(then.parent)) return false;
  if (later.calls.some((node, level) => node !== one.calls[level])) return false;
  const { statements } = then.parent;
  const from = statements.indexOf(first) + 1;
  return statements.slice(from, statements.indexOf(then) + 1).every(cannotFail);
}

/** The statement that a place is all of: `this.page = …;`, `this.load();`, `delete this.page;`. */
function statementOf(place: ts.Node): ts.Statement | null {
  const statement = place.parent?.parent;
  return statement && ts.isExpressionStatement(statement) ? statement : null;
}

/** Nothing before a place in a member's code can fail, nor what it is given there. */
function isComeToFirst(place: ts.Node): boolean {
  let at: ts.Node | null = statementOf(place);
  if (!at || !(isCall(at, place) || cannotFail(at as ts.Statement))) return false;
  for (; ts.isBlock(at.parent); at = at.parent) {
    const { statements }: ts.Block = at.parent;
    if (!statements.slice(0, statements.indexOf(at as ts.Statement)).every(cannotFail)) return false;
  }
  return ts.isBlock(at) && ts.isFunctionLike(at.parent) && isMember(at.parent);
}

/** `this.load(1);` and `this.page = 1;`, where what stands behind may be code of the class. */
function isCall(statement: ts.Node, place: ts.Node): boolean {
  const { expression } = statement as ts.ExpressionStatement;
  return (
    ts.isCallExpression(expression) && expression.expression === place && expression.arguments.every(isPlain)
  );
}

function isMember(code: ts.SignatureDeclaration): boolean {
  return ts.isClassElement(code) || ts.isPropertyDeclaration(code.parent);
}

/** Gives a member or a constant what is written out, or takes a member's value. */
function cannotFail(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.every(cannotFail);
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.every(
      ({ name, initializer }) => ts.isIdentifier(name) && (!initializer || isPlain(initializer)),
    );
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  return ts.isDeleteExpression(expression) ? isOwn(expression.expression) : isGiven(expression);
}

/** `this.page = this.last = null` */
function isGiven(expression: ts.Expression): boolean {
  if (!ts.isBinaryExpression(expression)) return false;
  const { left, operatorToken, right } = expression;
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsToken && isOwn(left) && (isPlain(right) || isGiven(right))
  );
}

/** An artifact; what is private may be code. */
function isOwn(target: ts.Expression): boolean {
  if (ts.isElementAccessExpression(target))
    return isThis(target.expression) && ts.isStringLiteralLike(target.argumentExpression);
  return ts.isPropertyAccessExpression(target) && isThis(target.expression) && ts.isIdentifier(target.name);
}

function isThis({ kind }: ts.Expression): boolean {
  return kind === ts.SyntaxKind.ThisKeyword;
}

/** It is there by itself, without anything being run or asked. */
function isPlain(expression: ts.Expression): boolean {
  const value = withoutCasts(expression);
  if (literalOf(value) !== undefined || isThis(value)) return true;
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return true;
  if (ts.isIdentifier(value)) return value.text === 'undefined' || declarationOf(value.text, value) !== null;
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(isPlain);
  if (ts.isObjectLiteralExpression(value))
    return value.properties.every(
      one => ts.isMethodDeclaration(one) || (ts.isPropertyAssignment(one) && isPlain(one.initializer)),
    );
  return ts.isVoidExpression(value) && isPlain(value.expression);
}
