import { ts } from 'ts-morph';
import { tokensOf } from '../parse/tokens.js';
import { literalKind } from './literalKind.js';

/** Whether two pieces of code say the same, whatever their blanks and comments, and whether others may see them. */
export function isSameCode(one: ts.Node, other: ts.Node): boolean {
  return saidBy(one) === saidBy(other);
}

/**
 * Whether two members can be the same one: fields of one type, or of which nobody says that they are of two; parameters of one kind; other members with the
 * same code.
 */
export function isSameMember(one: ts.ClassElement, other: ts.ClassElement): boolean {
  if (!ts.isPropertyDeclaration(one) || !ts.isPropertyDeclaration(other)) return isSameCode(one, other);
  if (one.type && other.type) return isSameCode(one.type, other.type);
  const [first, second] = [one, other].map(({ initializer }) => initializer);
  const [type, begun] = one.type ? [one.type, second] : [other.type, first];
  if (type && begun) return isOfType(begun, type);
  if (!first || !second) return true;
  if (ts.isCallExpression(first) && ts.isCallExpression(second))
    return isSameCode(lastName(first.expression), lastName(second.expression));
  const [kind, otherKind] = [literalKind(first), literalKind(second)];
  return kind === null || otherKind === null || kind === otherKind;
}

/** Whether a first value may be of a type: one that is written out is of none that goes by another name. */
function isOfType(value: ts.Expression, type: ts.TypeNode): boolean {
  const kind = literalKind(value);
  if (kind !== 'number' && kind !== 'string' && kind !== 'boolean') return true;
  return ts.isUnionTypeNode(type) || ts.isLiteralTypeNode(type) || type.getText() === kind;
}

/** `number` of `parameter.number`, whatever that is imported as. */
function lastName(node: ts.Expression): ts.Node {
  return ts.isPropertyAccessExpression(node) ? node.name : node;
}

/** Where each line ends by itself, nobody has to say so; and whether others see it is not asked. */
function saidBy(node: ts.Node): string {
  const unsaid = new Set<ts.SyntaxKind>([
    ts.SyntaxKind.ExportKeyword,
    ts.SyntaxKind.SemicolonToken,
    ts.SyntaxKind.CommaToken,
  ]);
  return tokensOf(node, node.getSourceFile(), at => (unsaid.has(at.kind) ? [] : null)).join('\n');
}
