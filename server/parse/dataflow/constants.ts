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

/** The part of something that an expression names: `names.deep`, `names['deep']`. */
export function partNamed(node: ts.Node): { readonly of: ts.Expression; readonly text: string } | null {
  if (ts.isPropertyAccessExpression(node)) return { of: node.expression, text: node.name.text };
  if (!ts.isElementAccessExpression(node) || !ts.isStringLiteralLike(node.argumentExpression)) return null;
  return { of: node.expression, text: node.argumentExpression.text };
}

/** What stands in a constant, or in a part of one, however deep: `names.deep`. */
function constantIn(expression: ts.Expression, namesLeft: number): ts.Expression | null {
  if (namesLeft <= 0) return null;
  const node = withoutCasts(expression);
  const name = partNamed(node);
  if (name !== null) {
    const part = partOf(name.of, [name.text], namesLeft - 1);
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

/** A variable that is given something else than it is declared with. */
export function isAssignedAgain(declaration: ts.VariableDeclaration): boolean {
  return assignedTo(declaration).length > 0;
}

/** What a variable holds that is declared with nothing and given a value in one place alone. */
export function onlyAssignedTo(declaration: ts.VariableDeclaration): ts.Expression | null {
  const [only, more] = assignedTo(declaration);
  if (declaration.initializer || !only || more) return null;
  const { parent } = only;
  const isPlain =
    ts.isBinaryExpression(parent) &&
    parent.left === only &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isPlain ? parent.right : null;
}

const assigned = new WeakMap<ts.VariableDeclaration, readonly ts.Identifier[]>();

/** Where a variable is assigned to, besides its declaration. */
function assignedTo(declaration: ts.VariableDeclaration): readonly ts.Identifier[] {
  let found = assigned.get(declaration);
  if (found === undefined) {
    const { name, parent } = declaration;
    const places: ts.Identifier[] = [];
    const look = (node: ts.Node): void => {
      if (!ts.isIdentifier(node)) ts.forEachChild(node, look);
      else if (ts.isIdentifier(name) && node.text === name.text && isTarget(node)) places.push(node);
    };
    look(ts.findAncestor(parent, ts.isBlock) ?? parent.getSourceFile());
    found = places;
    assigned.set(declaration, found);
  }
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
