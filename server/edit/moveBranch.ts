import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { nodeAt, outsideCasts } from './nodes.js';
import { plainWay } from './targets.js';

/** Has a branch of a split change its place with the one before it, or behind it. Comments stay where they are, those inside a branch's own expression go along. */
export function moveBranch(subject: Subject, { from, to, by }: EditOf<'moveBranch'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const way = plainWay(own.step);
  if (!way.ok) return way;
  const { targets } = way.transition;
  const at = targets.findIndex(({ name }) => name === to);
  if (at < 0) return refuse(`'${from}' does not go on to '${to}'.`);
  const one = targets[at];
  const other = targets[by === 'back' ? at - 1 : at + 1];
  if (!one || !other)
    return refuse(`'${to}' is the ${by === 'back' ? 'first' : 'last'} branch of '${from}' already.`);
  const { tree, text } = subject;
  const [moved, passed] = [one, other].map(({ span }) => {
    const node = nodeAt(tree, span, ts.isExpression);
    return node && outsideCasts(node);
  });
  const call = nodeAt(tree, way.transition.span, ts.isCallExpression);
  if (!call || moved?.parent !== call || passed?.parent !== call)
    return refuse(`The branches of '${from}' are chosen by a condition: order them in the code.`);
  const span = call.arguments;
  if (/\/[/*]/.test(text.slice(span.pos, span.end)))
    return refuse('A comment stands between the branches: order them in the code.');
  return {
    ok: true,
    replacements: [
      { span: spanOf(moved, tree), text: passed.getText(tree) },
      { span: spanOf(passed, tree), text: moved.getText(tree) },
    ],
    step: from,
  };
}
