import { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import type { Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { withComments } from './comments.js';
import { type Draft, ownWays, type Refusal, refuse, type Subject } from './draft.js';
import { setsSomething } from './effects.js';
import { nodeAt, withoutBrackets } from './nodes.js';
import { reliedOn } from './reliedOn.js';
import { targetsNamed } from './targets.js';

/** Two arms that are asked one behind the other. */
interface Neighbours {
  readonly ok: true;
  /** What changes places with what: of arms that hang together, their conditions and what they do. */
  readonly pieces: readonly (readonly [Span, Span])[];
}

/** Has the condition of a way on be asked before the one in front of it, or after the one behind it. What is said of an arm goes with it. */
export function moveArm(subject: Subject, { from, to, by }: EditOf<'moveArm'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const [place, other] = targetsNamed(own.step, to);
  if (!place) return refuse(`'${from}' does not go on to '${to}'.`);
  if (other) return refuse(`'${from}' goes on to '${to}' in several places: order them in the code.`);
  const target = nodeAt(subject.tree, place.target.span, ts.isExpression);
  const arm = target && armAround(target);
  if (!arm) return refuse(`No condition of its own leads from '${from}' to '${to}'.`);
  const found = neighboursOf(subject, arm, by === 'back' ? -1 : 1);
  if (!found.ok) return found;
  const { text } = subject;
  const replacements = found.pieces.flatMap(([one, two]) => [
    { span: one, text: text.slice(two.start, two.end) },
    { span: two, text: text.slice(one.start, one.end) },
  ]);
  return { ok: true, replacements, step: from };
}

type Arm = ts.IfStatement | ts.ConditionalExpression | ts.CaseClause;

/** The innermost arm that something stands in; null where it stands in what is left over. */
function armAround(target: ts.Node): Arm | null {
  let place = target;
  for (let around = place.parent; around && !ts.isFunctionLike(around); around = place.parent) {
    if (ts.isIfStatement(around)) {
      if (around.thenStatement === place) return around;
      return null;
    }
    if (ts.isConditionalExpression(around) && around.condition !== place)
      return around.whenTrue === place ? around : null;
    if (ts.isCaseClause(around) && around.expression !== place) return around;
    if (ts.isDefaultClause(around) || ts.isIterationStatement(around, false) || ts.isTryStatement(around))
      return null;
    place = around;
  }
  return null;
}

function neighboursOf(subject: Subject, arm: Arm, by: -1 | 1): Neighbours | Refusal {
  if (ts.isCaseClause(arm)) return clauses(subject, arm, by);
  const hanging = by > 0 ? elseOf(arm) : ifOf(arm);
  if (hanging)
    return by > 0 ? hangingTogether(subject, arm, hanging) : hangingTogether(subject, hanging, arm);
  return ts.isIfStatement(arm) ? statements(subject, arm, by) : nothing(by);
}

function nothing(by: -1 | 1): Refusal {
  return refuse(`No other condition is asked ${by > 0 ? 'behind' : 'in front of'} it.`);
}

/** The arm that is asked where the condition of one does not hold. */
function elseOf(arm: ts.IfStatement | ts.ConditionalExpression): typeof arm | null {
  if (ts.isIfStatement(arm)) {
    const { elseStatement } = arm;
    return elseStatement && ts.isIfStatement(elseStatement) ? elseStatement : null;
  }
  const other = withoutBrackets(arm.whenFalse);
  return ts.isConditionalExpression(other) ? other : null;
}

/** The arm that has to fail before one is asked. */
function ifOf(arm: ts.IfStatement | ts.ConditionalExpression): typeof arm | null {
  if (ts.isIfStatement(arm))
    return ts.isIfStatement(arm.parent) && arm.parent.elseStatement === arm ? arm.parent : null;
  let place: ts.Node = arm;
  while (ts.isParenthesizedExpression(place.parent)) place = place.parent;
  const { parent } = place;
  return ts.isConditionalExpression(parent) && parent.whenFalse === place ? parent : null;
}

/** `if … else if …`, `… ? … : … ? … : …` */
function hangingTogether(
  { text, tree }: Subject,
  one: ts.IfStatement | ts.ConditionalExpression,
  other: ts.IfStatement | ts.ConditionalExpression,
): Neighbours | Refusal {
  const [ask, does, askOther, doesOther] = [one, other].flatMap(arm =>
    ts.isIfStatement(arm)
      ? [spanOf(arm.expression, tree), spanOf(arm.thenStatement, tree)]
      : [spanOf(arm.condition, tree), spanOf(arm.whenTrue, tree)],
  );
  if (!ask || !does || !askOther || !doesOther) return nothing(1);
  const between = [
    text.slice(ask.end, does.start),
    text.slice(does.end, askOther.start),
    text.slice(askOther.end, doesOther.start),
    // What ends the line of the last is said of it, and would stay.
    restOfLine(text, doesOther.end),
  ];
  if (between.some(hasComment)) return refuse('A comment stands between the arms: order them in the code.');
  if ([one, other].some(arm => ts.isIfStatement(arm) && mayTakeElse(arm.thenStatement)))
    return refuse('One of the arms ends in an if that may take the else of another: order them in the code.');
  const effect = [one, other].find(arm =>
    setsSomething(ts.isIfStatement(arm) ? arm.expression : arm.condition),
  );
  if (effect) return refuse(settingRefusal);
  const guard = ts.isIfStatement(one) ? one.expression : one.condition;
  const [asked, done] = ts.isIfStatement(other)
    ? [other.expression, other.thenStatement]
    : [other.condition, other.whenTrue];
  const relied = reliedOn(guard, asked, tree) ?? reliedOn(guard, done, tree);
  if (relied !== null) return refuse(reliesOn(relied));
  return {
    ok: true,
    pieces: [
      [ask, askOther],
      [does, doesOther],
    ],
  };
}

/** Put in front of an `else`, such a statement would have it for its own. */
function mayTakeElse(statement: ts.Statement): boolean {
  return !ts.isBlock(statement) && !ts.isReturnStatement(statement) && !ts.isThrowStatement(statement);
}

function reliesOn(place: string): string {
  return `The later one relies on what the other says of '${place}': order them in the code.`;
}

const settingRefusal =
  'A condition sets something that what comes behind it may need: order the arms in the code.';

/** Two `if`s, one behind the other, each of which leaves the step. */
function statements(subject: Subject, arm: ts.IfStatement, by: -1 | 1): Neighbours | Refusal {
  const { tree, text } = subject;
  const { parent } = arm;
  if (!ts.isBlock(parent) && !ts.isCaseClause(parent)) return nothing(by);
  const other = parent.statements[parent.statements.indexOf(arm) + by];
  if (!other || !ts.isIfStatement(other)) return nothing(by);
  const [first, second] = by > 0 ? [arm, other] : [other, arm];
  for (const one of [first, second]) {
    if (one.elseStatement)
      return refuse('One of the conditions has an else, which belongs to it: order them in the code.');
    if (!leaves(one.thenStatement))
      return refuse('Behind one of the conditions the step may go on: order them in the code.');
    if (setsSomething(one.expression)) return refuse(settingRefusal);
  }
  const relied = reliedOn(first.expression, second, tree);
  if (relied !== null) return refuse(reliesOn(relied));
  const [before, behind] = [withComments(text, first, tree), withComments(text, second, tree)];
  if (text.slice(before.end, behind.start).trim() !== '')
    return refuse('A comment stands between the arms: order them in the code.');
  return { ok: true, pieces: [[before, behind]] };
}

/** Two cases of a `switch` that nothing falls through. */
function clauses({ text, tree }: Subject, clause: ts.CaseClause, by: -1 | 1): Neighbours | Refusal {
  const all = clause.parent.clauses;
  const at = all.indexOf(clause);
  const other = all[at + by];
  if (!other) return nothing(by);
  if (ts.isDefaultClause(other)) return refuse('default stands for all other cases: order it in the code.');
  const first = Math.min(at, at + by);
  const fallsIn = all.slice(Math.max(0, first - 1), first + 2).some(one => !isLeft(one));
  if (fallsIn) return refuse('One of the cases falls through to the next: order them in the code.');
  const [before, behind] = [all[first], all[first + 1]].map(one => one && withComments(text, one, tree));
  if (!before || !behind || text.slice(before.end, behind.start).trim() !== '')
    return refuse('A comment stands between the cases: order them in the code.');
  return { ok: true, pieces: [[before, behind]] };
}

function isLeft({ statements: all }: ts.CaseOrDefaultClause): boolean {
  const last = all.at(-1);
  return last !== undefined && (leaves(last) || ts.isBreakStatement(last));
}

/** Control never comes out of it at its end, as can be told at a glance. */
function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) {
    const last = statement.statements.at(-1);
    return last !== undefined && leaves(last);
  }
  if (ts.isIfStatement(statement))
    return (
      statement.elseStatement !== undefined &&
      leaves(statement.thenStatement) &&
      leaves(statement.elseStatement)
    );
  return (
    ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isContinueStatement(statement)
  );
}

function hasComment(text: string): boolean {
  return /\/[/*]/.test(text);
}

function restOfLine(text: string, at: number): string {
  return /^[^\r\n]*/.exec(text.slice(at))?.[0] ?? '';
}
