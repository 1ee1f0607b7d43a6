import { ts } from 'ts-morph';
import { propertyName, withoutCasts } from '../literal.js';
import { callsIn } from './locals.js';
import { outermost } from './usage.js';

/**
 * What a place that names a member means of it: of a field that holds an object with functions, those that are named there, as in
 * `this.#io.load()` and `const { load } = this.#io`. Null where it may be any.
 */
export function partsMeant(member: ts.ClassElement, access: ts.Node): readonly ts.Node[] | null {
  const value = ts.isPropertyDeclaration(member) && member.initializer && withoutCasts(member.initializer);
  if (!value || !ts.isObjectLiteralExpression(value) || !ts.isExpression(access)) return null;
  const names = namesTaken(access)?.map(([name]) => name);
  const known = new Map(value.properties.map(one => [one.name ? propertyName(one.name) : null, one]));
  // What is spread into it may have any.
  if (!names || known.has(null)) return null;
  const parts = names.map(name => known.get(name));
  return parts.includes(undefined) ? null : parts.filter(part => part !== undefined);
}

/** Where code is called that is named by an access: itself, by a part of what is named, or under a name of its own. */
export function callsBy(access: ts.Node, code: ts.Node): readonly ts.CallExpression[] {
  if (!ts.isExpression(access)) return [];
  const calls = callsOf(access);
  const part = ts.isPropertyAssignment(code.parent) || ts.isMethodDeclaration(code) ? partName(code) : null;
  const names = part === null ? [] : (namesTaken(access) ?? []).filter(([name]) => name === part);
  return [
    ...calls,
    ...names.flatMap(([, taken]) => (ts.isIdentifier(taken) ? callsIn(taken) : callsOf(taken))),
  ];
}

function partName(code: ts.Node): string | null {
  const { name } = ts.isPropertyAssignment(code.parent) ? code.parent : (code as ts.MethodDeclaration);
  return propertyName(name);
}

/** `this.load()` */
function callsOf(access: ts.Expression): ts.CallExpression[] {
  const node = outermost(access);
  const { parent } = node;
  return ts.isCallExpression(parent) && parent.expression === node ? [parent] : [];
}

/** The parts that are named of what an access gives, and as what; null where it goes somewhere as a whole. */
function namesTaken(access: ts.Expression): (readonly [string, ts.Expression])[] | null {
  const node = outermost(access);
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    return [[parent.name.text, parent]];
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    const { argumentExpression: key } = parent;
    return ts.isStringLiteralLike(key) ? [[key.text, parent]] : null;
  }
  if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return null;
  const taken = parent.name.elements.map(({ propertyName: written, name, dotDotDotToken }) => {
    const key = written ?? (ts.isIdentifier(name) ? name : null);
    const text = key && !dotDotDotToken ? propertyName(key) : null;
    return text !== null && ts.isIdentifier(name) ? ([text, name] as const) : null;
  });
  return taken.includes(null) ? null : taken.filter(one => one !== null);
}
