import { ts } from 'ts-morph';
import { declarationOf } from './declarations.js';
import { withoutAwait } from './expressions.js';

/** So many functions call each other before one of them is taken to come back. */
const most = 6;

/** A call that can't come back: it ends the process, or what it calls always throws or says that it gives `never`. */
export function cannotReturn(expression: ts.Expression, depth = 0): boolean {
  const call = withoutAwait(expression);
  if (!ts.isCallExpression(call) || depth > most) return false;
  const { expression: callee } = call;
  if (ts.isPropertyAccessExpression(callee)) {
    if (callee.expression.kind === ts.SyntaxKind.ThisKeyword) return isEndingMember(callee, depth);
    return ts.isIdentifier(callee.expression) && ending.has(`${callee.expression.text}.${callee.name.text}`);
  }
  if (!ts.isIdentifier(callee)) return false;
  const declared = declarationOf(callee.text, callee);
  if (declared?.kind === 'import') {
    const module = declared.specifier.replace(/^node:/, '');
    return declared.name !== null && ending.has(`${module}.${declared.name}`);
  }
  if (declared?.kind === 'function') return isEnding(declared.node, depth);
  if (declared?.kind !== 'value' || declared.path.length > 0) return false;
  const { node } = declared;
  return (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && isEnding(node, depth);
}

/** The imported function that is called, which only its own file can tell of. */
export function importedCallee(expression: ts.Expression): ts.Identifier | null {
  const call = withoutAwait(expression);
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return null;
  return declarationOf(call.expression.text, call.expression)?.kind === 'import' ? call.expression : null;
}

const ending: ReadonlySet<string> = new Set(['process.exit', 'process.abort', 'assert.fail']);

function isEndingMember(callee: ts.PropertyAccessExpression, depth: number): boolean {
  const owner = ts.findAncestor(callee, ts.isClassLike);
  const member = owner?.members.find(
    one =>
      one.name &&
      (ts.isIdentifier(one.name) || ts.isPrivateIdentifier(one.name)) &&
      one.name.text === callee.name.text,
  );
  if (!member) return false;
  if (ts.isMethodDeclaration(member)) return isEnding(member, depth);
  const value = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  return (
    value !== undefined &&
    (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) &&
    isEnding(value, depth)
  );
}

export function isEnding(node: ts.FunctionLikeDeclaration, depth = 0): boolean {
  if (node.type && isNever(node.type)) return true;
  const { body } = node;
  return body !== undefined && ts.isBlock(body) && isLeftByThrow(body.statements, depth + 1);
}

function isNever(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.NeverKeyword) return true;
  // `Promise<never>`
  const [only] = ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
  return only?.kind === ts.SyntaxKind.NeverKeyword;
}

/** Control comes to a `throw`, or to a call that can't return, before anything that could leave otherwise. */
function isLeftByThrow(statements: readonly ts.Statement[], depth: number): boolean {
  for (const statement of statements) {
    if (ts.isThrowStatement(statement)) return true;
    if (ts.isExpressionStatement(statement) && cannotReturn(statement.expression, depth)) return true;
    if (leaves(statement)) return false;
  }
  return false;
}

function leaves(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  return ts.isReturnStatement(node) || (ts.forEachChild(node, leaves) ?? false);
}
