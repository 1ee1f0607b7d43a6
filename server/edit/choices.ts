import { ts } from 'ts-morph';
import { spanOf } from '../parse/source.js';
import { applied, type Removal, refuse, type Subject } from './draft.js';
import { hasEffect } from './effects.js';
import { withoutListed } from './lists.js';
import { outsideCasts } from './nodes.js';

/**
 * Takes a step out of a choice among the arguments of a transition: `this.next(x ? this.a : this.b)` without `b` is `x ? this.next(this.a) : undefined`.
 * The choice is made before the transition then, so that nothing else may be done by making one.
 */
export function withoutChosen(
  { text, tree }: Subject,
  call: ts.CallExpression,
  gone: ts.Expression,
  kind: 'next' | 'foreach',
): Removal {
  const path = new Set<ts.Node>();
  let argument: ts.Expression = gone;
  while (argument.parent !== call) {
    const { parent } = argument;
    if (!ts.isConditionalExpression(parent) || parent.condition === argument)
      return refuse('The step is chosen in a way that can only be changed in the code.');
    path.add(parent);
    argument = outsideCasts(parent);
  }
  const written = (node: ts.Node): string => {
    const { start, end } = spanOf(node, tree);
    return text.slice(start, end);
  };
  const others = call.arguments.filter(one => one !== argument);
  if (others.some(hasEffect))
    return refuse('What else the transition is given does something by itself: change it in the code.');
  // Both arms have what stands around the choice, and a comment would be there twice.
  if (/\/[/*]/.test(written(call)))
    return refuse('A comment stands in the transition: change it in the code.');
  const { start } = spanOf(call, tree);
  const within = ({ start: from, end }: { start: number; end: number }) => ({
    start: from - start,
    end: end - start,
  });
  const callWith = (target: string): string =>
    applied(written(call), [{ span: within(spanOf(argument, tree)), text: target }]);
  const callWithout = (): string =>
    kind === 'foreach' || others.length === 0
      ? 'undefined'
      : applied(
          written(call),
          withoutListed({ text, tree }, call.arguments, argument).map(({ span, text: put }) => ({
            span: within(span),
            text: put,
          })),
        );
  const made = (node: ts.Expression): string => {
    const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
    if (node === gone) return callWithout();
    if (!ts.isConditionalExpression(inner) || !path.has(inner)) return callWith(written(node));
    return `${written(inner.condition)} ? ${made(inner.whenTrue)} : ${made(inner.whenFalse)}`;
  };
  const { parent } = call;
  const isApart =
    ts.isReturnStatement(parent) ||
    ts.isParenthesizedExpression(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== call);
  const choice = made(argument);
  return {
    ok: true,
    replacements: [{ span: spanOf(call, tree), text: isApart ? choice : `(${choice})` }],
  };
}
