import { ts } from 'ts-morph';
import { spanOf } from '../parse/source.js';
import { behindComments, ownEnd, withComments } from './comments.js';
import { type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { wholeLines } from './layout.js';
import { stopAt } from './stop.js';

type Removal = { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal;

/**
 * Takes a `return` out with what is said about it, and whatever is there for its sake alone: an `if` with nothing else in that arm gives way to its
 * other arm, a `case` with nothing else in it goes.
 */
export function withoutStatement(subject: Subject, statement: ts.Statement): Removal {
  const { text, tree } = subject;
  const arm = soleContentOf(statement);
  const { parent } = arm;
  if (ts.isIfStatement(parent) && parent.thenStatement === arm) {
    return parent.elseStatement ? made(...withoutThen(subject, parent)) : withoutStatement(subject, parent);
  }
  if (ts.isIfStatement(parent)) {
    // What is said in front of `else` is about what follows it.
    const start = behindComments(text, ownEnd(parent.thenStatement, tree));
    return made(gone({ start, end: behindComments(text, ownEnd(arm, tree)) }));
  }
  if (ts.isCaseOrDefaultClause(parent)) return withoutClause(subject, parent, arm);
  if (ts.isBlock(parent)) {
    // Without the return, control would go on into the next case.
    if (isInClause(parent)) return made(leftInstead(subject, arm));
    return made(gone(wholeLines(text, withComments(text, arm, tree))));
  }
  return refuse('This transition is the whole of the statement around it: change it in the code.');
}

/** What an `if` does otherwise stands in its place. */
function withoutThen({ text, tree }: Subject, statement: ts.IfStatement): Replacement[] {
  const { start } = spanOf(statement, tree);
  const behind = behindComments(text, ownEnd(statement.thenStatement, tree));
  const word = statement.getChildren(tree).find(({ kind }) => kind === ts.SyntaxKind.ElseKeyword)!;
  const { start: from, end } = spanOf(word, tree);
  const blanks = /^\s*/.exec(text.slice(end))![0].length;
  // What follows may have been kept apart from the line before by the `if` alone.
  const stop = /[;{}]\s*$/.test(text.slice(Math.max(0, start - 200), start)) ? '' : stopAt(text, end, '');
  if (text.slice(behind, from).trim() === '') return [{ span: { start, end: end + blanks }, text: stop }];
  return [
    gone({ start, end: behind + /^\s*/.exec(text.slice(behind))![0].length }),
    { span: { start: from, end: end + blanks }, text: stop },
  ];
}

/** A block that holds nothing but the statement counts as the statement, when it is the arm of an `if` or `case`. */
function soleContentOf(statement: ts.Statement): ts.Statement {
  const block = statement.parent;
  if (!ts.isBlock(block) || block.statements.length !== 1) return statement;
  return ts.isIfStatement(block.parent) || ts.isCaseOrDefaultClause(block.parent) ? block : statement;
}

function isInClause(block: ts.Block): boolean {
  const around = ts.findAncestor(
    block.parent,
    node => ts.isCaseOrDefaultClause(node) || ts.isIterationStatement(node, false) || ts.isFunctionLike(node),
  );
  return around !== undefined && ts.isCaseOrDefaultClause(around);
}

function withoutClause(subject: Subject, clause: ts.CaseOrDefaultClause, statement: ts.Statement): Removal {
  const { text, tree } = subject;
  const { clauses } = clause.parent;
  if (clause.statements.length > 1) return made(leftInstead(subject, statement));
  // Cases above it with nothing in them mean this arm as well.
  let first = clauses.indexOf(clause);
  while (first > 0 && clauses[first - 1]!.statements.length === 0) first--;
  const goes = clauses.indexOf(clause) - first + 1;
  if (goes === clauses.length) return withoutStatement(subject, clause.parent.parent);
  const { start } = withComments(text, clauses[first]!, tree);
  return made(gone(wholeLines(text, { start, end: behindComments(text, ownEnd(clause, tree)) })));
}

/** A `break` in the place of a statement, with what is said about it and its own `;`. */
function leftInstead({ text, tree }: Subject, statement: ts.Statement): Replacement {
  const span = { start: spanOf(statement, tree).start, end: ownEnd(statement, tree) };
  return { span, text: text[span.end - 1] === ';' ? 'break;' : 'break' };
}

function gone(span: Replacement['span']): Replacement {
  return { span, text: '' };
}

function made(...replacements: Replacement[]): Removal {
  return { ok: true, replacements };
}
