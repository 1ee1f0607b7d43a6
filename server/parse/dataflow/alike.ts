import { ts } from 'ts-morph';
import { isSurelyReached } from './around.js';
import type { Branches } from './branches.js';
import type { Deed } from './deeds.js';
import type { Change } from './reaching.js';

/** The branches of a split surely do the same, so that they agree. */
export function areAlike(
  all: readonly Change[],
  branches: Branches,
  changed: ReadonlySet<string>,
  isLeft: boolean,
): boolean {
  const said = new Set(all.map(({ deed }) => saidBy(deed, changed)));
  const [one] = said;
  if (said.size > 1 || one === null) return false;
  if (all.every(({ deed }) => deed.kind === 'write' || deed.kind === 'delete')) return !isLeft;
  // What adds to the value that was there must be done once.
  return branches.all.every((steps, at) => {
    const [only, more] = all.filter(({ step }) => steps.has(step));
    return (
      only !== undefined && !more && isSurelyReached(only.deed.from!) && branches.isPassed(only.step, at)
    );
  });
}

/** What a deed comes to, if that can be read there; null when it takes running code to know. */
function saidBy({ kind, name, from, via, loose }: Deed, changed: ReadonlySet<string>): string | null {
  if (kind === 'delete') return kind;
  if (from === null || via !== null) return null;
  if (kind === 'write') return isWritten(from, changed) ? textOf(from) : null;
  const others = new Set(changed);
  others.delete(name);
  return !loose && isWritten(from, others) ? `${kind} ${textOf(from.parent)}` : null;
}

/** It follows from literals and from what has one value in all branches, by operators alone. */
function isWritten(node: ts.Node, changed: ReadonlySet<string>): boolean {
  if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
    return node.name.text !== 'current' && !changed.has(node.name.text);
  }
  if (ts.isPropertyAccessExpression(node)) return isWritten(node.expression, changed);
  if (ts.isPropertyAssignment(node)) return isWritten(node.initializer, changed);
  if (ts.isIdentifier(node)) return node.text === 'undefined';
  if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isFunctionLike(node)) return false;
  if (ts.isCallExpression(node) && !isMutatorOfThis(node)) return false;
  if (ts.isNewExpression(node) || ts.isAwaitExpression(node) || ts.isTaggedTemplateExpression(node))
    return false;
  return !ts.forEachChild(node, child => !isWritten(child, changed));
}

/** `this.rows.push(1)`. */
function isMutatorOfThis({ expression: callee }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !ts.isPropertyAccessExpression(callee.expression))
    return false;
  return callee.expression.expression.kind === ts.SyntaxKind.ThisKeyword;
}

/** Written the same, it is the same, however it is laid out. */
function textOf(node: ts.Node): string {
  return node.getText().replace(/\s+/g, ' ');
}
