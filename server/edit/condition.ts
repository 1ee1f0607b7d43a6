import { ts } from 'ts-morph';
import { type Refusal, refuse } from './draft.js';
import {
  expressionFrom,
  isAssignment,
  type Standing,
  type Surroundings,
  type Written,
} from './expression.js';
import { type LiteralKind, literalKind } from './literalKind.js';

const what = 'This is no condition';

/** What a person wrote as a condition; or why it is none. What is set in it is put in brackets by whoever means that. */
export function conditionFrom(
  written: string,
  standing: Standing,
  surroundings: Surroundings,
): Written | Refusal {
  const read = expressionFrom(written, what, standing, surroundings);
  if (!read.ok) return read;
  const { node } = read;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
    return refuse(`${what}: it sets '${node.left.getText()}'. Compare with '==='.`);
  const kind = literalKind(node);
  if (ts.isStringLiteralLike(node) || (kind !== null && always.has(kind)))
    return refuse(`${what}: it would always hold.`);
  return goesOn(node) ? refuse(`${what}: it goes on to a step itself.`) : read;
}

const always: ReadonlySet<LiteralKind> = new Set(['function', 'class', 'object', 'list', 'regex']);

function goesOn(node: ts.Node): boolean {
  const isTransition =
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.expression.kind === ts.SyntaxKind.ThisKeyword &&
    /^(?:next|foreach)$/.test(node.expression.name.text);
  return isTransition || (ts.forEachChild(node, goesOn) ?? false);
}
