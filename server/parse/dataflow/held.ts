import { ts } from 'ts-morph';
import { withoutCasts } from '../literal.js';
import { holderOf } from './holders.js';
import { keyOf } from './key.js';
import type { Scope } from './scope.js';

/** The artifact that what an expression gives is, or is a part of: changing that in place changes the artifact. Null for anything else. */
export function heldIn(expression: ts.Expression, scope: Scope): string | null {
  const node = withoutCasts(expression);
  if (ts.isIdentifier(node)) return scope.aliases.get(node.text) ?? null;
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    if (holderOf(node.expression, scope) === 'flow') return keyOf(node)?.name ?? null;
    return heldIn(node.expression, scope);
  }
  if (ts.isCallExpression(node)) return calledOn(node, giving, scope);
  if (ts.isConditionalExpression(node)) return heldIn(node.whenTrue, scope) ?? heldIn(node.whenFalse, scope);
  if (!ts.isBinaryExpression(node) || !isEither(node.operatorToken.kind)) return null;
  return heldIn(node.left, scope) ?? heldIn(node.right, scope);
}

/** The same of the items that are gone through, in the list itself or in another one of the same. */
export function itemsHeldIn(expression: ts.Expression, scope: Scope): string | null {
  const node = withoutCasts(expression);
  if (ts.isArrayLiteralExpression(node)) {
    const [only, more] = node.elements;
    return only && !more && ts.isSpreadElement(only) ? itemsHeldIn(only.expression, scope) : null;
  }
  if (!ts.isCallExpression(node)) return heldIn(node, scope);
  const { expression: callee, arguments: given } = node;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const isOfObject = ts.isIdentifier(callee.expression) && callee.expression.text === 'Object';
  if (isOfObject) return given[0] && ofParts.has(callee.name.text) ? heldIn(given[0], scope) : null;
  return selecting.has(callee.name.text) ? itemsHeldIn(callee.expression, scope) : heldIn(node, scope);
}

/** A parameter that stands for one item after the other of what an artifact holds. */
export interface Item {
  readonly parameter: ts.ParameterDeclaration;
  readonly artifact: string;
}

/** What a callback is called with for each item: `this.rows.forEach(row => …)`. */
export function itemOf(
  call: ts.CallExpression,
  callback: ts.SignatureDeclaration,
  scope: Scope,
): Item | null {
  const at = itemParameter(call);
  const parameter = at === null ? undefined : callback.parameters[at];
  if (!parameter || !ts.isPropertyAccessExpression(call.expression)) return null;
  const artifact = itemsHeldIn(call.expression.expression, scope);
  return artifact === null ? null : { parameter, artifact };
}

function itemParameter({ expression: callee }: ts.CallExpression): number | null {
  if (!ts.isPropertyAccessExpression(callee)) return null;
  if (/^reduce(?:Right)?$/.test(callee.name.text)) return 1;
  return eachOf.has(callee.name.text) ? 0 : null;
}

function calledOn(call: ts.CallExpression, methods: ReadonlySet<string>, scope: Scope): string | null {
  const { expression: callee } = call;
  return ts.isPropertyAccessExpression(callee) && methods.has(callee.name.text)
    ? heldIn(callee.expression, scope)
    : null;
}

function isEither(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
}

const giving: ReadonlySet<string> = new Set(['at', 'find', 'findLast', 'get']);
const ofParts: ReadonlySet<string> = new Set(['values', 'entries']);
const selecting: ReadonlySet<string> = new Set([
  ...['values', 'entries', 'filter', 'slice', 'concat', 'sort', 'toSorted', 'reverse', 'toReversed'],
]);
const eachOf: ReadonlySet<string> = new Set([
  ...['forEach', 'map', 'flatMap', 'filter', 'find', 'findLast', 'some', 'every'],
]);
