import { ts } from 'ts-morph';
import { isSurelyReached } from '../dataflow/around.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { declarationOf as declaredAt } from '../declarations.js';
import { withoutCasts } from '../literal.js';
import type { ParsedFlow } from '../parsed.js';
import { failsForAll, unlessCertain } from './certain.js';
import { type Finding, finding, type RelatedSpan } from './finding.js';
import { givesPromise, isCollection, type Unfit, unfitItem } from './stored.js';

/** Fan-outs over what plainly is no iterable. */
export function itemFindings(flow: ParsedFlow, data: Dataflow): Finding[] {
  return [...data.deeds].flatMap(([step, { method }]) =>
    (method ? foreachCalls(method, data) : []).flatMap(call => {
      const [items] = call.arguments;
      if (!items) return [];
      const isTaken = (): boolean =>
        ts.findAncestor(call, ts.isFunctionLike) === method &&
        isSurelyReached(call) &&
        failsForAll(flow, data, step);
      const what = notIterable(items, flow, data);
      if (!what) return wrongItems(flow, step, call, isTaken, data);
      const isCertain = (): boolean => !ts.isConditionalExpression(withoutCasts(items)) && isTaken();
      const message = `this.foreach goes through ${what}, which has no items: give it an array or another iterable.`;
      const span = data.reader.reading(items).span(items);
      const found = finding(flow, 'fanout-not-iterable', step, span, message, declarationOf(items, data));
      return [unlessCertain(found, isCertain)];
    }),
  );
}

function wrongItems(
  flow: ParsedFlow,
  step: string,
  { arguments: [items, target] }: ts.CallExpression,
  isTaken: () => boolean,
  data: Dataflow,
): Finding[] {
  const why = items && unfitItem(items, data);
  const { codecs } = data.members;
  // The items may have a codec too, by the name of their step.
  const isCoded =
    codecs === null || (target !== undefined && codecs.has(memberNamed(withoutCasts(target)) ?? ''));
  if (!items || !why || isCoded) return [];
  const span = data.reader.reading(items).span(items);
  const found = finding(flow, 'item-unstorable', step, span, itemWords(why));
  return [unlessCertain(found, () => unfitItem(items, data, true) !== null && isTaken())];
}

function itemWords(why: Unfit): string {
  switch (why.kind) {
    case 'promise':
      return `this.foreach is given promises as items, which can't be stored: write 'await Promise.all(…)' around them.`;
    case 'instance':
      return `this.foreach is given an instance of ${why.of} as an item, which can't be stored as it is: give it plain data to make one of.`;
    case 'unstorable':
      return `this.foreach is given ${why.what} as an item, which can't be stored: give it plain data.`;
  }
}

function foreachCalls(method: ts.MethodDeclaration, { reader }: Dataflow): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  // Few steps fan out, and looking into each costs more than reading its text.
  const text = reader.reading(method).tree.text.slice(method.pos, method.end);
  if (!method.body || !text.includes('foreach')) return calls;
  const look = (node: ts.Node): void => {
    if (ts.isClassLike(node)) return;
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'foreach' &&
      node.expression.expression.kind === ts.SyntaxKind.ThisKeyword
    ) {
      calls.push(node);
    }
    ts.forEachChild(node, look);
  };
  look(method.body);
  return calls;
}

function notIterable(items: ts.Expression, flow: ParsedFlow, data: Dataflow): string | null {
  const value = withoutCasts(items);
  switch (value.kind) {
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.BigIntLiteral:
      return 'a number';
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
      return 'a boolean';
    case ts.SyntaxKind.NullKeyword:
      return 'null';
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
      return 'a function';
    default:
      break;
  }
  if (ts.isConditionalExpression(value))
    return notIterable(value.whenTrue, flow, data) ?? notIterable(value.whenFalse, flow, data);
  if (ts.isObjectLiteralExpression(value)) {
    // It may bring its own iterator.
    const isPlain = value.properties.every(
      property => property.name !== undefined && !ts.isComputedPropertyName(property.name),
    );
    return isPlain ? 'a plain object' : null;
  }
  if (isNumber(value, data)) return 'a number';
  if (givesPromise(value, data)) return 'a promise that is not awaited';
  const member = memberNamed(value);
  return member === null ? heldBy(value, flow, data) : declaredAs(member, flow, data);
}

const arithmetic: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.AsteriskAsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
]);

/** It is counted or reckoned, whatever with: `rows.length`, `seen.size`, `Math.ceil(n / 2)`. */
function isNumber(value: ts.Expression, data: Dataflow): boolean {
  if (ts.isBinaryExpression(value)) return arithmetic.has(value.operatorToken.kind);
  if (ts.isPropertyAccessExpression(value))
    return value.name.text === 'size'
      ? isCollection(value.expression, data)
      : value.name.text === 'length' && value.expression.kind !== ts.SyntaxKind.ThisKeyword;
  if (!ts.isCallExpression(value)) return false;
  const { expression: callee } = value;
  const of = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  if (!ts.isIdentifier(of) || declaredAt(of.text, of) !== null) return false;
  return of === callee ? /^(?:Number|parseInt|parseFloat)$/.test(of.text) : of.text === 'Math';
}

/** What a constant of the step stands for. */
function heldBy(value: ts.Expression, flow: ParsedFlow, data: Dataflow): string | null {
  if (!ts.isIdentifier(value)) return null;
  const declared = declaredAt(value.text, value);
  if (declared?.kind !== 'value' || declared.path.length > 0 || declared.node === value) return null;
  const node = withoutCasts(declared.node);
  return ts.isIdentifier(node) ? null : notIterable(node, flow, data);
}

function memberNamed(value: ts.Expression): string | null {
  const isMember =
    ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isMember ? value.name.text : null;
}

function declarationOf(items: ts.Expression, { members }: Dataflow): RelatedSpan[] {
  const name = memberNamed(withoutCasts(items));
  const span =
    name === null ? undefined : (members.fields.get(name)?.nameSpan ?? members.parameters.get(name));
  return span ? [{ message: `'${name}' is declared here.`, span }] : [];
}

function declaredAs(name: string, flow: ParsedFlow, data: Dataflow): string | null {
  const parameter = flow.graph.parameters.find(one => one.name === name);
  if (parameter?.type === 'number' || parameter?.type === 'boolean') {
    return `'${name}', which is a ${parameter.type}`;
  }
  const field = data.members.fields.get(name);
  // Without a type of its own, the field is what it begins as.
  if (field && field.type === null && field.initializer) {
    const what = notIterable(field.initializer, flow, data);
    return what && what !== 'null' ? `'${name}', which is ${what}` : null;
  }
  const type = field?.type;
  if (type && /^(?:Record|Readonly<Record)\b/.test(type)) return `'${name}', which is a plain object`;
  return type === 'number' || type === 'boolean' || type === 'bigint'
    ? `'${name}', which is a ${type}`
    : null;
}
