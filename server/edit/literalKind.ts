import { ts } from 'ts-morph';
import { withoutCasts } from '../parse/literal.js';

/** What a value is that is written out: a choice of the language's own words for it. */
export type LiteralKind =
  | 'number'
  | 'bigint'
  | 'string'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'list'
  | 'object'
  | 'regex'
  | 'function'
  | 'class';

/** What an expression plainly gives; null where that takes running code, or types, to know. */
export function literalKind(written: ts.Expression): LiteralKind | null {
  const node = withoutCasts(written);
  if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken) return 'boolean';
    const of = literalKind(node.operand);
    return of === 'number' || of === 'bigint' ? of : null;
  }
  if (ts.isIdentifier(node)) return node.text === 'undefined' ? 'undefined' : null;
  if (ts.isTemplateExpression(node)) return 'string';
  return kinds.get(node.kind) ?? null;
}

const kinds: ReadonlyMap<ts.SyntaxKind, LiteralKind> = new Map([
  [ts.SyntaxKind.NumericLiteral, 'number'],
  [ts.SyntaxKind.BigIntLiteral, 'bigint'],
  [ts.SyntaxKind.StringLiteral, 'string'],
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, 'string'],
  [ts.SyntaxKind.TrueKeyword, 'boolean'],
  [ts.SyntaxKind.FalseKeyword, 'boolean'],
  [ts.SyntaxKind.NullKeyword, 'null'],
  [ts.SyntaxKind.ArrayLiteralExpression, 'list'],
  [ts.SyntaxKind.ObjectLiteralExpression, 'object'],
  [ts.SyntaxKind.RegularExpressionLiteral, 'regex'],
  [ts.SyntaxKind.FunctionExpression, 'function'],
  [ts.SyntaxKind.ArrowFunction, 'function'],
  [ts.SyntaxKind.ClassExpression, 'class'],
]);
