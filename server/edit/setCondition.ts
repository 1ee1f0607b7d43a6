import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { conditionFrom } from './condition.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { surroundingsAt } from './expression.js';
import { methodOf, nodeAt } from './nodes.js';
import { targetsNamed } from './targets.js';

/** Writes another condition for a way on, where it is one of an `if`, a `?:` or an `&&` that leads there alone. */
export function setCondition(subject: Subject, { from, to, condition }: EditOf<'setCondition'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const places = targetsNamed(own.step, to);
  const [place, other] = places;
  if (!place) return refuse(`'${from}' does not go on to '${to}'.`);
  if (other)
    return refuse(`'${from}' goes on to '${to}' in several places: change the conditions in the code.`);
  const { tree } = subject;
  const target = nodeAt(tree, place.target.span, ts.isExpression);
  const asked = target && conditionOf(target);
  if (!asked)
    return refuse(`No condition of its own leads from '${from}' to '${to}': write one in the code.`);
  if (asked === 'other')
    return refuse(`'${to}' is where '${from}' goes otherwise: change the condition of the other way.`);
  const isAlone = ts.isIfStatement(asked.parent) || ts.isParenthesizedExpression(asked.parent);
  const { start } = spanOf(asked, tree);
  const around = surroundingsAt(subject, start, methodOf(subject, own.step));
  const read = conditionFrom(condition, isAlone ? 'alone' : 'operand', around);
  if (!read.ok) return read;
  return { ok: true, replacements: [{ span: spanOf(asked, tree), text: read.code }], step: from };
}

/** What has to hold for control to come to an expression, where it stands right under it; `other` where it must not hold. */
function conditionOf(target: ts.Node): ts.Expression | 'other' | null {
  let place = target;
  for (let around = place.parent; around && !ts.isFunctionLike(around); around = place.parent) {
    if (ts.isIfStatement(around))
      return around.thenStatement === place
        ? around.expression
        : around.elseStatement === place
          ? 'other'
          : null;
    if (ts.isConditionalExpression(around) && around.condition !== place)
      return around.whenTrue === place ? around.condition : 'other';
    if (
      ts.isBinaryExpression(around) &&
      around.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
      around.right === place
    )
      return around.left;
    if (ts.isIterationStatement(around, false) || ts.isCaseClause(around) || ts.isTryStatement(around))
      return null;
    place = around;
  }
  return null;
}
