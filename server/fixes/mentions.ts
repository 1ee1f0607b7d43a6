import { ts } from 'ts-morph';
import { declarationOf } from '../parse/declarations.js';

/** The names that a parameter or variable gives, those in a pattern as well. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** Whether a name of the same text stands there as a value; one that is declared anew inside counts too, to be on the safe side. */
export function mentions(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name && isValue(node);
  return ts.forEachChild(node, child => mentions(child, name)) ?? false;
}

/** Whether a name stands there as a value that nothing gives it. */
export function lacks(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name && isValue(node) && declarationOf(name, node) === null;
  return ts.forEachChild(node, child => lacks(child, name)) ?? false;
}

function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  const isKey = ts.isPropertyAssignment(parent) && parent.name === node;
  return !isMember && !isKey;
}
