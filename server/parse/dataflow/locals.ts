import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';

const known = new WeakMap<ts.Node, readonly ts.CallExpression[]>();

/** Where a function that stands inside other code is called by its name: `const put = (to) => { … }; put(1);`. */
export function localCallsOf(code: ts.Node): readonly ts.CallExpression[] {
  let found = known.get(code);
  if (found === undefined) {
    const named = nameOf(code);
    found = named ? callsIn(named) : [];
    known.set(code, found);
  }
  return found;
}

/** Where what goes by a name is called, in the block that declares it. */
export function callsIn(named: ts.Identifier): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === named.text)
      calls.push(node);
    ts.forEachChild(node, look);
  };
  const scope = ts.findAncestor(named, ts.isBlock);
  if (scope) look(scope);
  return calls;
}

/** What a parameter of such a function is given, a value for each call; nothing where a call spreads, or leaves it out. */
export function localValuesOf(parameter: ts.ParameterDeclaration): readonly ts.Expression[] {
  const at = parameter.parent.parameters.indexOf(parameter);
  return localCallsOf(parameter.parent).flatMap(({ arguments: given }) => {
    const value = given[at] ?? parameter.initializer;
    return value && !given.slice(0, at + 1).some(ts.isSpreadElement) ? value : [];
  });
}

/** The function inside other code that a call runs. */
export function localRunBy({ expression: callee }: ts.CallExpression): ts.Node | null {
  if (!ts.isIdentifier(callee)) return null;
  const declared = declarationOf(callee.text, callee);
  const code = declared?.kind === 'function' || declared?.kind === 'value' ? declared.node : null;
  return code && ts.isFunctionLike(code) && ts.findAncestor(code, ts.isBlock) ? code : null;
}

/** It has a name that it is called by, and does nothing where it stands. */
export function isNamedLocal(code: ts.Node): boolean {
  return isLocal(code) && nameOf(code) !== null;
}

/** It is no member's own code. */
export function isLocal(code: ts.Node): boolean {
  return !isOwnCode(code);
}

/** A member's own code, not that of a function inside it: a method, the function in a field, one of an object in a field. */
export function isOwnCode(node: ts.Node): node is ts.FunctionLikeDeclaration {
  if (!ts.isFunctionLike(node)) return false;
  if (ts.isClassElement(node)) return true;
  let { parent } = node;
  while (ts.isExpression(parent) || ts.isPropertyAssignment(parent)) parent = parent.parent;
  return ts.isPropertyDeclaration(parent);
}

function nameOf(code: ts.Node): ts.Identifier | null {
  if (ts.isFunctionDeclaration(code)) return code.name ?? null;
  const holder = holding(code);
  return ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) ? holder.name : null;
}

/** What holds a function, around its parentheses and casts. */
function holding({ parent }: ts.Node): ts.Node {
  let at = parent;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at))
    at = at.parent;
  return at;
}
