import { ts } from 'ts-morph';
import { withoutCasts } from '../literal.js';

/** What `Object.assign` gives a name. */
interface Assigned {
  readonly name: ts.Identifier;
  readonly value: ts.Expression;
  readonly form: 'plain' | 'shorthand';
}

/** The properties of an object that is written out whole, each with a plain name. */
export function assignedIn(expression: ts.Expression): Assigned[] | null {
  const value = withoutCasts(expression);
  if (!ts.isObjectLiteralExpression(value)) return null;
  const found: Assigned[] = [];
  for (const property of value.properties) {
    if (ts.isShorthandPropertyAssignment(property))
      found.push({ name: property.name, value: property.name, form: 'shorthand' });
    else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
      found.push({ name: property.name, value: property.initializer, form: 'plain' });
    else return null;
  }
  return found;
}

/** What stands at a place of a list that is written out. */
export function itemIn(list: ts.Expression, at: number): ts.Expression | null {
  const value = withoutCasts(list);
  if (!ts.isArrayLiteralExpression(value)) return null;
  const before = value.elements.slice(0, at + 1);
  return before.some(ts.isSpreadElement) ? null : (before[at] ?? null);
}
