import { ts } from 'ts-morph';
import { withoutCasts } from '../parse/literal.js';
import type { Subject } from './draft.js';
import { classOf, memberName } from './nodes.js';

/** Types with one parameter of which one goes through the items. */
const lists: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable']);

/**
 * The type of one of a list's items, as far as it is written down: in the type of the field that is the list, or in the list itself. `unknown` where it is not, for
 * types are never worked out.
 *
 * @param code an expression that stands in the flow
 */
export function itemType(subject: Subject, code: string): string {
  const tree = ts.createSourceFile('item.ts', `(${code});`, ts.ScriptTarget.Latest, true);
  const [statement] = tree.statements;
  if (!statement || !ts.isExpressionStatement(statement)) return 'unknown';
  return typeOfItems(subject, withoutCasts(statement.expression)) ?? 'unknown';
}

function typeOfItems(subject: Subject, list: ts.Expression): string | null {
  if (ts.isArrayLiteralExpression(list)) return typeOfLiterals(list);
  if (!ts.isPropertyAccessExpression(list) || list.expression.kind !== ts.SyntaxKind.ThisKeyword) return null;
  const field = classOf(subject)?.members.find(member => memberName(member) === list.name.text);
  if (!field || !ts.isPropertyDeclaration(field)) return null;
  if (field.type) return elementOf(field.type, subject.tree);
  const first = field.initializer && withoutCasts(field.initializer);
  return first && ts.isArrayLiteralExpression(first) ? typeOfLiterals(first) : null;
}

function elementOf(type: ts.TypeNode, tree: ts.SourceFile): string | null {
  if (ts.isParenthesizedTypeNode(type)) return elementOf(type.type, tree);
  if (ts.isTypeOperatorNode(type))
    return type.operator === ts.SyntaxKind.ReadonlyKeyword ? elementOf(type.type, tree) : null;
  if (ts.isArrayTypeNode(type)) return withoutBrackets(type.elementType).getText(tree);
  const [only, ...more] = ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
  const isList = ts.isTypeReferenceNode(type) && lists.has(type.typeName.getText(tree));
  return isList && only && more.length === 0 ? only.getText(tree) : null;
}

/** `(string | null)[]` holds `string | null`. */
function withoutBrackets(type: ts.TypeNode): ts.TypeNode {
  return ts.isParenthesizedTypeNode(type) ? withoutBrackets(type.type) : type;
}

/** Of a list of plain values of one kind, that kind. */
function typeOfLiterals({ elements }: ts.ArrayLiteralExpression): string | null {
  const kinds = new Set(elements.map(element => literalType(withoutCasts(element))));
  const [only = null] = kinds;
  return kinds.size === 1 ? only : null;
}

function literalType(node: ts.Expression): string | null {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return 'string';
  if (ts.isNumericLiteral(node)) return 'number';
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) return 'number';
  const isBoolean = node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
  return isBoolean ? 'boolean' : null;
}
