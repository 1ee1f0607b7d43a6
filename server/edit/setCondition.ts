import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import { oneLineOf } from '../parse/one-line.js';
import { spanOf } from '../parse/source.js';
import { conditionFrom } from './condition.js';
import { type Draft, ownWays, type Refusal, refuse, type Subject } from './draft.js';
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
  const part = partFor(condition, oneLineOf(asked, tree), conditionShown(subject, from, to));
  if (!part.ok) return part;
  const read = conditionFrom(part.code, isAlone ? 'alone' : 'operand', around);
  if (!read.ok) return read;
  // Among others it was shown in brackets, which it does not need by itself.
  const code =
    isAlone && ts.isParenthesizedExpression(read.node) ? read.node.expression.getText() : read.code;
  return { ok: true, replacements: [{ span: spanOf(asked, tree), text: code }], step: from };
}

const conditionShown = ({ flow }: Subject, from: string, to: string): string =>
  flow.graph.edges.find(edge => edge.from === from && edge.to === to)?.condition ?? '';

/**
 * An edge shows all that has to hold, and of that one part is written where it is changed: the others are asked around that, or leave the step in front of it.
 *
 * @param own the part, as the edge shows it
 * @param shown the whole, as the edge shows it
 * @returns what is to be written in the place of that part
 */
function partFor(
  condition: string,
  own: string,
  shown: string,
): { readonly ok: true; readonly code: string } | Refusal {
  if (own === shown) return { ok: true, code: condition };
  const said = condition.trim();
  for (const part of [own, `(${own})`]) {
    const at = ` && ${shown} && `.lastIndexOf(` && ${part} && `);
    if (at === -1) continue;
    const [before, behind] = [shown.slice(0, at), shown.slice(at + part.length)];
    const isKept =
      said.startsWith(before) && said.endsWith(behind) && said.length > before.length + behind.length;
    if (isKept) return { ok: true, code: said.slice(before.length, said.length - behind.length) };
    return refuse(
      `Of '${shown}' only '${own}' is asked where the edge begins: leave the rest as it is, or change it in the code.`,
    );
  }
  return refuse(`'${shown}' is not asked in one place: change it in the code.`);
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
