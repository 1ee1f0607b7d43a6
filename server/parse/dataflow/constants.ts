import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { propertiesOf, withoutCasts } from '../literal.js';
import { isAssignment, mutationOf } from './usage.js';

/** A constant may be said by itself, which ends. */
const mostNames = 20;

/** What an object has under some names, each in the one before, through constants; null where that is not written out. */
export function partOf(
  whole: ts.Expression,
  path: readonly string[],
  namesLeft = mostNames,
): ts.Expression | null {
  let part: ts.Expression | null = whole;
  for (const name of path) {
    const object: ts.Expression | null = part && constantIn(part, namesLeft);
    part = (object && propertiesOf(object).get(name)) ?? null;
  }
  return part;
}

/** What stands in a constant, or in a part of one, however deep: `names.deep`. */
function constantIn(expression: ts.Expression, namesLeft: number): ts.Expression | null {
  if (namesLeft <= 0) return null;
  const node = withoutCasts(expression);
  if (ts.isPropertyAccessExpression(node)) {
    const part = partOf(node.expression, [node.name.text], namesLeft - 1);
    return part && constantIn(part, namesLeft - 1);
  }
  if (!ts.isIdentifier(node)) return node;
  const declared = declarationOf(node.text, node);
  if (declared?.kind !== 'value' || isFilled(declared.node, node.text)) return null;
  const part = partOf(declared.node, declared.path, namesLeft - 1);
  return part && constantIn(part, namesLeft - 1);
}

const filled = new WeakMap<ts.Node, boolean>();

/** A constant that is not what it is declared as for long: `const rows = []; rows.push(1)`. */
export function isFilled(value: ts.Node, name: string): boolean {
  const known = filled.get(value);
  if (known !== undefined) return known;
  const scope = ts.findAncestor(value, node => ts.isBlock(node) || ts.isSourceFile(node));
  const look = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === name && mutationOf(node) !== null) return true;
    return ts.forEachChild(node, look) ?? false;
  };
  const found = scope !== undefined && isOpen(value) && look(scope);
  filled.set(value, found);
  return found;
}

/** Something that can be put into: no text, number or function. */
function isOpen(value: ts.Node): boolean {
  const node = ts.isExpression(value) ? withoutCasts(value) : value;
  return (
    ts.isArrayLiteralExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isCallExpression(node)
  );
}

const again = new WeakMap<ts.VariableDeclaration, boolean>();

/** A variable that is given something else than it is declared with. */
export function isAssignedAgain(declaration: ts.VariableDeclaration): boolean {
  const known = again.get(declaration);
  if (known !== undefined) return known;
  const { name, parent } = declaration;
  const scope = ts.findAncestor(parent, ts.isBlock) ?? parent.getSourceFile();
  const look = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) return ts.isIdentifier(name) && node.text === name.text && isTarget(node);
    return ts.forEachChild(node, look) ?? false;
  };
  const found = look(scope);
  again.set(declaration, found);
  return found;
}

/** It is assigned to, by itself or in a pattern. */
function isTarget(name: ts.Identifier): boolean {
  let at: ts.Node = name;
  while (isInPattern(at)) at = at.parent;
  const { parent } = at;
  if (ts.isBinaryExpression(parent)) return parent.left === at && isAssignment(parent.operatorToken.kind);
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === at;
  return (
    ts.isPostfixUnaryExpression(parent) || (ts.isPrefixUnaryExpression(parent) && isStep(parent.operator))
  );
}

function isInPattern(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return (
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isParenthesizedExpression(parent)
  );
}

function isStep(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}
