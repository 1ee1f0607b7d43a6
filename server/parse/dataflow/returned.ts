import { ts } from 'ts-morph';
import { propertyName, withoutCasts } from '../literal.js';
import { codeNamed, type Members } from './members.js';
import { readOf } from './read.js';

type Code = ts.FunctionLikeDeclaration;

/** The code of the flow's own that runs where an expression is come to: of a method that is called, one of an object in a field, or a getter. */
export function codeRunBy(node: ts.Expression, members: Members): Code | null {
  const read = readOf(ts.isCallExpression(node) ? node.expression : node);
  const from = read && ts.findAncestor(node, ts.isClassElement);
  if (!read || !from || read.path.length > 1) return null;
  const found = codeNamed(members, read.name, from) ?? [];
  const [part] = read.path;
  const codes = part === undefined ? found.flatMap(one => codeOf(one) ?? []) : partsOf(found, part);
  return codes.find(code => ts.isGetAccessorDeclaration(code) !== ts.isCallExpression(node)) ?? null;
}

function partsOf(members: readonly ts.ClassElement[], name: string): Code[] {
  return members.flatMap(member => {
    const value = ts.isPropertyDeclaration(member) && member.initializer && withoutCasts(member.initializer);
    if (!value || !ts.isObjectLiteralExpression(value)) return [];
    const part = value.properties.find(one => one.name && propertyName(one.name) === name);
    if (!part) return [];
    if (ts.isPropertyAssignment(part)) return functionIn(part.initializer) ?? [];
    // In a method of the object `this` is another one.
    return ts.isMethodDeclaration(part) && !namesThis(part) ? part : [];
  });
}

function namesThis(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.ThisKeyword || (ts.forEachChild(node, namesThis) ?? false);
}

/** What a member is as a function, whatever form it has. */
function codeOf(member: ts.ClassElement): Code | null {
  if (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member)) return member;
  return ts.isPropertyDeclaration(member) ? functionIn(member.initializer) : null;
}

function functionIn(expression: ts.Expression | undefined): Code | null {
  const value = expression && withoutCasts(expression);
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : null;
}

/** What code gives that does nothing else; null where it does, or gives a promise or an iterator. */
export function onlyReturnedBy(code: Code): ts.Expression | null {
  const isPlain = !('asteriskToken' in code && code.asteriskToken) && !isAsync(code);
  const { body } = code;
  if (!isPlain || !body) return null;
  if (!ts.isBlock(body)) return body;
  const [only, more] = body.statements;
  return only && !more && ts.isReturnStatement(only) ? (only.expression ?? null) : null;
}

function isAsync(code: Code): boolean {
  return code.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}
