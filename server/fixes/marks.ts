import { ts } from 'ts-morph';
import { insertion } from '../edit/draft.js';
import { memberAccess } from '../edit/naming.js';
import { methodOf } from '../edit/nodes.js';
import { isItsOwn } from '../edit/signature.js';
import { spanOf } from '../parse/source.js';
import { type Case, type Fix, textOf } from './fix.js';

/** `@step` gets its parentheses. */
export function callMark({ span }: Case): Fix[] {
  return [{ title: "Write '@step()'", replacements: [insertion(span.end, '()')], preferred: true }];
}

/** A generator becomes a plain method. */
export function withoutStar(found: Case): Fix[] {
  const method = found.step && methodOf(found, found.step);
  const star = method?.asteriskToken;
  // Only in a generator does `yield` mean something.
  if (!star || !method.body || yields(method.body)) return [];
  // Who goes through what it gives would find nothing to go through.
  if (!isItsOwn(found, method, found.step!.name)) return [];
  // A type that is written speaks of what a generator gives.
  if (method.type && /Generator|Itera/.test(method.type.getText(found.tree))) return [];
  return [
    {
      title: "Leave the '*' out",
      replacements: [{ span: spanOf(star, found.tree), text: '' }],
      preferred: true,
    },
  ];
}

function yields(node: ts.Node): boolean {
  if (ts.isYieldExpression(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, yields) ?? false);
}

/** `this.end.bind(this)`, `this.end()` and `'end'` become `this.end`. */
export function stepItself(found: Case): Fix[] {
  const name = stepMeant(textOf(found, found.span));
  if (name === null || !found.flow.steps.some(step => step.name === name)) return [];
  const text = memberAccess(name, found.tree);
  return [{ title: `Write ${text}`, replacements: [{ span: found.span, text }], preferred: true }];
}

function stepMeant(text: string): string | null {
  const file = ts.createSourceFile('a.ts', `(${text})`, ts.ScriptTarget.Latest, true);
  const [statement] = file.statements;
  if (!statement || !ts.isExpressionStatement(statement)) return null;
  let node: ts.Expression = statement.expression;
  if (ts.isParenthesizedExpression(node)) node = node.expression;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isCallExpression(node)) return null;
  const callee = node.expression;
  const bound =
    ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind' ? callee.expression : callee;
  return ts.isPropertyAccessExpression(bound) ? bound.name.text : null;
}
