import { ts } from 'ts-morph';

/** A value that is written out in the text, or `undefined` when it takes running code to know it. */
export interface Literal {
  readonly value: unknown;
}

/** Reads a literal: numbers, strings, booleans, null, arrays and objects of these. */
export function literalOf(node: ts.Expression): Literal | undefined {
  const bare = withoutCasts(node);
  if (ts.isStringLiteralLike(bare)) return { value: bare.text };
  if (ts.isNumericLiteral(bare)) return { value: Number(bare.text) };
  if (bare.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
  if (bare.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
  if (bare.kind === ts.SyntaxKind.NullKeyword) return { value: null };
  if (ts.isPrefixUnaryExpression(bare)) return signed(bare);
  if (ts.isArrayLiteralExpression(bare)) return arrayOf(bare);
  if (ts.isObjectLiteralExpression(bare)) return objectOf(bare);
  return undefined;
}

/** The properties of an object literal that are written out; the others are left out. */
export function propertiesOf(node: ts.Expression | undefined): ReadonlyMap<string, ts.Expression> {
  const properties = new Map<string, ts.Expression>();
  if (!node) return properties;
  const bare = withoutCasts(node);
  if (!ts.isObjectLiteralExpression(bare)) return properties;
  for (const property of bare.properties) {
    // What is spread may hold others under the names before it.
    if (ts.isSpreadAssignment(property)) properties.clear();
    if (!ts.isPropertyAssignment(property)) continue;
    const name = propertyName(property.name);
    if (name !== null) properties.set(name, property.initializer);
  }
  return properties;
}

/** An expression without the parentheses and type assertions around it. */
export function withoutCasts(node: ts.Expression): ts.Expression {
  let bare = node;
  for (;;) {
    switch (bare.kind) {
      case ts.SyntaxKind.ParenthesizedExpression:
      case ts.SyntaxKind.AsExpression:
      case ts.SyntaxKind.SatisfiesExpression:
      case ts.SyntaxKind.NonNullExpression:
      case ts.SyntaxKind.TypeAssertionExpression:
        bare = (bare as ts.ParenthesizedExpression | ts.AssertionExpression | ts.NonNullExpression)
          .expression;
        break;
      default:
        return bare;
    }
  }
}

/** The name of a member or property where it is written out; null for computed and private ones. */
export function propertyName(name: ts.PropertyName): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return null;
  const { expression } = name;
  return ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression) ? expression.text : null;
}

function signed(node: ts.PrefixUnaryExpression): Literal | undefined {
  const inner = literalOf(node.operand);
  if (typeof inner?.value !== 'number') return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return { value: -inner.value };
  if (node.operator === ts.SyntaxKind.PlusToken) return inner;
  return undefined;
}

function arrayOf(node: ts.ArrayLiteralExpression): Literal | undefined {
  const values: unknown[] = [];
  for (const element of node.elements) {
    const literal = literalOf(element);
    if (!literal) return undefined;
    values.push(literal.value);
  }
  return { value: values };
}

function objectOf(node: ts.ObjectLiteralExpression): Literal | undefined {
  const entries: [string, unknown][] = [];
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property)) return undefined;
    const name = propertyName(property.name);
    const literal = literalOf(property.initializer);
    if (name === null || !literal) return undefined;
    entries.push([name, literal.value]);
  }
  return { value: Object.fromEntries(entries) };
}
