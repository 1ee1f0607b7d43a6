import { ts } from 'ts-morph';
import { withoutCasts } from '../literal.js';
import type { Access } from './access.js';

/** What an access names, and where that stands. */
export interface Key {
  readonly node: ts.Node;
  readonly name: string;
  readonly form: Access['form'];
}

/** The member that an access names, where it is written out; private ones are no artifacts. */
export function keyOf(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Key | null {
  if (ts.isPropertyAccessExpression(node)) {
    return { node: node.name, name: node.name.text, form: 'plain' };
  }
  const key = node.argumentExpression;
  return ts.isStringLiteralLike(key) ? { node: key, name: key.text, form: 'quoted' } : null;
}

export function isOfSuper(node: ts.Node): boolean {
  const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  return isAccess && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

/** A name that stands for no value: a property's, a parameter's, a label's. */
export function isNameOnly(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent);
}

export function isPlainName(expression: ts.Expression): boolean {
  const value = withoutCasts(expression);
  return ts.isIdentifier(value) || value.kind === ts.SyntaxKind.ThisKeyword;
}
