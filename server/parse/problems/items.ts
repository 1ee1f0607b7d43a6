import { ts } from 'ts-morph';
import type { Dataflow } from '../dataflow/dataflow.js';
import { withoutCasts } from '../literal.js';
import type { ParsedFlow } from '../parsed.js';
import { type Finding, finding, type RelatedSpan } from './finding.js';

/** Fan-outs over what plainly is no iterable. */
export function itemFindings(flow: ParsedFlow, data: Dataflow): Finding[] {
  return [...data.deeds].flatMap(([step, { method }]) =>
    (method ? foreachCalls(method, data) : []).flatMap(call => {
      const [items] = call.arguments;
      const what = items && notIterable(items, flow, data);
      if (!items || !what) return [];
      const message = `this.foreach goes through ${what}, which has no items: give it an array or another iterable.`;
      const span = data.reader.reading(items).span(items);
      return [finding(flow, 'fanout-not-iterable', step, span, message, declarationOf(items, data))];
    }),
  );
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
  if (ts.isObjectLiteralExpression(value)) {
    // It may bring its own iterator.
    const isPlain = value.properties.every(
      property => property.name !== undefined && !ts.isComputedPropertyName(property.name),
    );
    return isPlain ? 'a plain object' : null;
  }
  const member = memberNamed(value);
  return member === null ? null : declaredAs(member, flow, data);
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
  const type = data.members.fields.get(name)?.type;
  return type === 'number' || type === 'boolean' || type === 'bigint'
    ? `'${name}', which is a ${type}`
    : null;
}
