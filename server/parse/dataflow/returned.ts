import { ts } from 'ts-morph';
import { withoutCasts } from '../literal.js';
import { codeNamed, type Members } from './members.js';
import { readOf } from './read.js';

type Code = ts.FunctionLikeDeclaration;

/** The code of the flow's own that runs where an expression is come to: of a method that is called, or a getter. */
export function codeRunBy(node: ts.Expression, members: Members): Code | null {
  const read = readOf(ts.isCallExpression(node) ? node.expression : node);
  if (!read || read.path.length > 0) return null;
  const from = ts.findAncestor(node, ts.isClassElement);
  const found = from && codeNamed(members, read.name, from);
  const isRun = (code: Code): boolean => ts.isGetAccessorDeclaration(code) !== ts.isCallExpression(node);
  return found?.flatMap(member => codeOf(member) ?? []).find(isRun) ?? null;
}

/** What a member is as a function, whatever form it has. */
function codeOf(member: ts.ClassElement): Code | null {
  if (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member)) return member;
  const value = ts.isPropertyDeclaration(member) && member.initializer && withoutCasts(member.initializer);
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
