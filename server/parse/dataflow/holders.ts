import { ts } from 'ts-morph';
import { withoutAwait } from '../expressions.js';

/** What an expression stands for: the flow, all inputs of a join, one of them, or pairs of an index and one of them. */
export type Holder = 'flow' | 'inputs' | 'input' | 'entries';

/** What is known by which name at a place. */
export interface Names {
  /** `this` is the flow here, not that of a function or class inside it. */
  readonly own: boolean;
  readonly known: ReadonlyMap<string, Holder>;
}

const ofOne = new Set(['at', 'find', 'findLast', 'pop', 'shift']);
const ofMany = new Set([
  ...[
    'filter',
    'toSorted',
    'sort',
    'slice',
    'concat',
    'toReversed',
    'reverse',
    'toSpliced',
    'with',
    'values',
  ],
]);

/** The holder that an expression gives; null for anything else. */
export function holderOf(expression: ts.Expression, names: Names): Holder | null {
  const value = withoutAwait(expression);
  if (value.kind === ts.SyntaxKind.ThisKeyword || value.kind === ts.SyntaxKind.SuperKeyword) {
    return names.own ? 'flow' : null;
  }
  if (ts.isIdentifier(value)) return names.known.get(value.text) ?? null;
  if (ts.isElementAccessExpression(value)) {
    return holderOf(value.expression, names) === 'inputs' ? 'input' : null;
  }
  if (ts.isPropertyAccessExpression(value)) {
    return holderOf(value.expression, names) === 'inputs' && value.name.text !== 'length' ? 'input' : null;
  }
  if (ts.isCallExpression(value)) return ofCall(value, names);
  if (ts.isArrayLiteralExpression(value)) {
    const [only, more] = value.elements;
    return only && !more && ts.isSpreadElement(only) ? manyOf(only.expression, names) : null;
  }
  if (ts.isConditionalExpression(value)) {
    return holderOf(value.whenTrue, names) ?? holderOf(value.whenFalse, names);
  }
  if (ts.isBinaryExpression(value) && isEither(value.operatorToken.kind)) {
    return holderOf(value.left, names) ?? holderOf(value.right, names);
  }
  return null;
}

function ofCall(call: ts.CallExpression, names: Names): Holder | null {
  const { expression: callee } = call;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const [first] = call.arguments;
  if (ts.isIdentifier(callee.expression) && callee.expression.text === 'Array') {
    return callee.name.text === 'from' && first ? manyOf(first, names) : null;
  }
  if (holderOf(callee.expression, names) !== 'inputs') return null;
  if (ofOne.has(callee.name.text)) return 'input';
  if (ofMany.has(callee.name.text)) return 'inputs';
  return callee.name.text === 'entries' ? 'entries' : null;
}

function manyOf(expression: ts.Expression, names: Names): Holder | null {
  const holder = holderOf(expression, names);
  return holder === 'inputs' || holder === 'entries' ? holder : null;
}

function isEither(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
}

/** What an element of a holder is, for `for … of` and destructuring. */
export function elementOf(holder: Holder | null): Holder | null {
  return holder === 'inputs' ? 'input' : null;
}

/** What a callback of an array method is called with, by the method's name. */
export function callbackHolders(method: string, hasInitial: boolean): readonly (Holder | null)[] {
  switch (method) {
    case 'sort':
    case 'toSorted':
      return ['input', 'input'];
    case 'reduce':
    case 'reduceRight':
      return [hasInitial ? null : 'input', 'input', null, 'inputs'];
    default:
      return ['input', null, 'inputs'];
  }
}
