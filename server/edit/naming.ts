import { ts } from 'ts-morph';
import { isIdentifier, isReserved } from '../parse/names.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { type Refusal, refuse } from './draft.js';
import { quoted, styleOf } from './style.js';

/** Why a step of the flow can't get a name; null when it can. */
export function nameRefusal(flow: ParsedFlow, name: string): Refusal | null {
  return memberNameRefusal(flow, name, 'A step');
}

/** The same for any member; `what` it is begins a sentence, as 'A step' does. */
export function memberNameRefusal(flow: ParsedFlow, name: string, what: string): Refusal | null {
  if (name === '') return refuse(`${what} needs a name.`);
  if (!isIdentifier(name)) {
    return refuse(
      `'${name}' can't be ${what.toLowerCase()}'s name: use letters, digits, _ and $, not beginning with a digit.`,
    );
  }
  if (isReserved(name)) return refuse(`${what} can't be called '${name}', which every flow has already.`);
  if (flow.memberNames.includes(name))
    return refuse(`${flow.graph.flow} has a member called '${name}' already.`);
  if (flow.heirNames.includes(name))
    return refuse(`A class that extends ${flow.graph.flow} has a member called '${name}' already.`);
  return null;
}

export function freeName(flow: ParsedFlow): string {
  return freeNameLike(flow, 'newStep');
}

/** A name that no member of the flow has, nor of those that extend it: the one that is wanted, or with a number behind it. */
export function freeNameLike(flow: ParsedFlow, wanted: string): string {
  const taken = new Set([...flow.memberNames, ...flow.heirNames]);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A member as code of a file names it; one with an unusual name stands in brackets. */
export function memberAccess(name: string, tree: ts.SourceFile, receiver = 'this.'): string {
  if (isIdentifier(name)) return `${receiver}${name}`;
  return `${receiver.slice(0, -1)}[${quoted(name, styleOf(tree))}]`;
}

/** Whether something in a stretch of code, other than a member, goes by a name. */
export function isNamedIn(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node) && node.text === name && !isMemberName(node)) return true;
  return ts.forEachChild(node, child => isNamedIn(child, name)) ?? false;
}

/** Whether an identifier says which member is meant, and not a variable. */
export function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  const isNamed =
    ts.isPropertyAssignment(parent) ||
    ts.isClassElement(parent) ||
    ts.isTypeElement(parent) ||
    ts.isEnumMember(parent);
  return isNamed && parent.name === node;
}

/** Every name in a stretch of code that is not one of a member. */
export function identifiersIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (ts.isIdentifier(at) && !isMemberName(at)) names.add(at.text);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return names;
}

/** A name for a parameter that nothing in a method goes by. */
export function freeIn(method: ts.Node, wanted: string): string {
  const taken = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) taken.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(method);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (!taken.has(name)) return name;
  }
}
