import { ts } from 'ts-morph';
import { spanOf } from '../parse/source.js';
import { behindComments, ownEnd, withComments } from './comments.js';
import { type Removal, type Replacement, refuse, type Subject } from './draft.js';
import { hasEffect } from './effects.js';
import { wholeLines } from './layout.js';
import { outsideCasts } from './nodes.js';

/**
 * Ends the flow where a step went on, with `return;` or, in an arm of an expression, `undefined`. Where the step goes on nowhere else and does nothing
 * more, it comes to its end by itself: there the statement goes, with what is there for its sake alone.
 */
export function endInstead(subject: Subject, call: ts.CallExpression, isLast: boolean): Removal {
  const way = wayOut(call);
  if (!way) return refuse('This transition is not returned where it is written: change it in the code.');
  const { statement, effects } = way;
  const [effect, another] = effects;
  const isOneAlone = another === undefined;
  if (statement && effect === undefined) return made(ended(subject, statement, isLast));
  if (statement && effect && isOneAlone) return made(doneFirst(subject, statement, effect, isLast));
  return made({ span: spanOf(way.arm, subject.tree), text: 'undefined' });
}

interface WayOut {
  /** The whole of what the statement returns goes; null where another arm of it stays. */
  readonly statement: ts.ReturnStatement | null;
  /** What gives way to `undefined` where it does not all go. */
  readonly arm: ts.Expression;
  /** Conditions that the arm stands under, and that do something. */
  readonly effects: readonly ts.Expression[];
}

/** How what a transition gives comes to be returned; null where that can't be seen. */
function wayOut(call: ts.CallExpression): WayOut | null {
  const effects: ts.Expression[] = [];
  const arm = awaited(call);
  let place = arm;
  let isWhole = true;
  for (;;) {
    const { parent } = place;
    if (ts.isReturnStatement(parent)) return { statement: isWhole ? parent : null, arm, effects };
    if (ts.isConditionalExpression(parent) && parent.condition !== place) {
      const other = parent.whenTrue === place ? parent.whenFalse : parent.whenTrue;
      if (!isNothing(other)) isWhole = false;
      else if (hasEffect(parent.condition)) effects.push(parent.condition);
    } else if (ts.isBinaryExpression(parent) && parent.right === place) {
      if (parent.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) isWhole = false;
      else if (hasEffect(parent.left)) effects.push(parent.left);
    } else {
      return null;
    }
    place = awaited(parent);
  }
}

/** The expression with brackets, casts and `await` around it. */
function awaited(node: ts.Expression): ts.Expression {
  const place = outsideCasts(node);
  return ts.isAwaitExpression(place.parent) ? awaited(place.parent) : place;
}

function isNothing(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'undefined';
}

/** A `return` that gives nothing, or nothing at all. */
function ended(subject: Subject, statement: ts.ReturnStatement, isLast: boolean): Replacement {
  if (isLast) {
    const gone = needless(statement);
    if (gone) return withoutNeedless(subject, gone);
  }
  const { start } = spanOf(statement, subject.tree);
  return { span: { start: start + 'return'.length, end: statement.expression!.end }, text: '' };
}

/** What does something is done as before, and the flow ends behind it. */
function doneFirst(
  { text, tree }: Subject,
  statement: ts.ReturnStatement,
  effect: ts.Expression,
  isLast: boolean,
): Replacement {
  const inner = ts.isParenthesizedExpression(effect) ? effect.expression : effect;
  const { start, end } = spanOf(inner, tree);
  const written = text.slice(start, end);
  // What begins otherwise would be read as something else there.
  const done = /^(?:this\b|await\b|new\b|(?!function\b|class\b|let\b|async\b)[\p{ID_Start}$_])/u.test(written)
    ? written
    : `void (${written})`;
  const isDone = isLast && needless(statement) === statement;
  const span = { start: spanOf(statement, tree).start, end: statement.expression!.end };
  if (isDone) return { span, text: done };
  return ts.isBlock(statement.parent) || ts.isCaseOrDefaultClause(statement.parent)
    ? { span, text: `${done}; return` }
    : { span: { ...span, end: ownEnd(statement, tree) }, text: `{ ${done}; return; }` };
}

/** The statement without which a step does the same, where one at its end returns nothing: itself, or an `if` that only asks for its sake. */
function needless(statement: ts.Statement): ts.Statement | null {
  const around = soleContentOf(statement);
  const { parent } = around;
  if (ts.isIfStatement(parent)) {
    if (parent.elseStatement === around) return endsMethod(parent) ? around : null;
    if (parent.elseStatement || hasEffect(parent.expression)) return null;
    return needless(parent);
  }
  return endsMethod(statement) ? statement : null;
}

/** Nothing is done behind it: it stands last in the method, or in an arm of what does. */
function endsMethod(statement: ts.Statement): boolean {
  const { parent } = statement;
  if (ts.isIfStatement(parent)) return endsMethod(parent);
  if (!ts.isBlock(parent) || parent.statements.at(-1) !== statement) return false;
  return (
    ts.isMethodDeclaration(parent.parent) || (ts.isIfStatement(parent.parent) && endsMethod(parent.parent))
  );
}

/** A block that holds nothing but the statement counts as the statement, when it is the arm of an `if`. */
function soleContentOf(statement: ts.Statement): ts.Statement {
  const block = statement.parent;
  return ts.isBlock(block) && block.statements.length === 1 && ts.isIfStatement(block.parent)
    ? block
    : statement;
}

function withoutNeedless({ text, tree }: Subject, statement: ts.Statement): Replacement {
  const { parent } = statement;
  if (ts.isIfStatement(parent) && parent.elseStatement === statement) {
    // What is said in front of `else` is about what follows it.
    const start = behindComments(text, ownEnd(parent.thenStatement, tree));
    return { span: { start, end: behindComments(text, ownEnd(statement, tree)) }, text: '' };
  }
  return { span: wholeLines(text, withComments(text, statement, tree)), text: '' };
}

function made(...replacements: Replacement[]): Removal {
  return { ok: true, replacements };
}
