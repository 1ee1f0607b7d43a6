import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { propertiesOf, withoutCasts } from '../literal.js';
import { mutationOf } from './usage.js';

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
