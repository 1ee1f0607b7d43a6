import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { withoutCasts } from '../literal.js';
import { isAssignedAgain, onlyAssignedTo } from './constants.js';
import { givenTo } from './given.js';
import type { Members } from './members.js';
import { saidBy, valueIn } from './said.js';

/** A name may be said by itself, which ends. */
const mostNames = 20;

/** Null or nothing is what a value may come to: it is said there, in some arm, or by a name that it goes by. */
export function mayBeNothing(
  expression: ts.Expression,
  calls: readonly ts.Node[],
  members: Members,
  namesLeft = mostNames,
): boolean {
  const either = (...values: ts.Expression[]): boolean =>
    namesLeft > 0 && values.some(value => mayBeNothing(value, calls, members, namesLeft - 1));
  const value = withoutCasts(expression);
  if (ts.isConditionalExpression(value)) return either(value.whenTrue, value.whenFalse);
  if (ts.isBinaryExpression(value)) {
    const { left, operatorToken, right } = value;
    switch (operatorToken.kind) {
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
      case ts.SyntaxKind.CommaToken:
      case ts.SyntaxKind.EqualsToken:
        return either(right);
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return either(left, right);
      default:
        return false;
    }
  }
  const declared = ts.isIdentifier(value) ? declarationOf(value.text, value) : null;
  if (declared?.kind === 'value' && declared.path.length === 0) return either(declared.node);
  if (declared?.kind === 'variable') {
    const { initializer } = declared.node;
    const only = initializer && !isAssignedAgain(declared.node) ? initializer : onlyAssignedTo(declared.node);
    return only !== null && either(only);
  }
  if (declared?.kind === 'parameter') {
    const given = givenTo(declared.node, calls);
    return given !== null && namesLeft > 0 && mayBeNothing(given.value, given.calls, members, namesLeft - 1);
  }
  const said = valueIn(saidBy(value, { changed: new Set(), calls, members }));
  return said !== null && (said.value === null || said.value === undefined);
}
