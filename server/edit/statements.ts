import { ts } from 'ts-morph';
import type { Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { lineEnd, lineStart } from './layout.js';

type Removal = { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal;

/**
 * Takes a `return` out, and whatever is there for its sake alone: an `if` with nothing else in that arm gives way to its
 * other arm, a `case` with nothing else in it goes.
 */
export function withoutStatement(subject: Subject, statement: ts.Statement): Removal {
  const { tree } = subject;
  const arm = soleContentOf(statement);
  const { parent } = arm;
  if (ts.isIfStatement(parent) && parent.thenStatement === arm) {
    if (!parent.elseStatement) return withoutStatement(subject, parent);
    const start = spanOf(parent, tree).start;
    return made({ span: { start, end: spanOf(parent.elseStatement, tree).start }, text: '' });
  }
  if (ts.isIfStatement(parent)) {
    return made({ span: { start: parent.thenStatement.end, end: arm.end }, text: '' });
  }
  if (ts.isCaseOrDefaultClause(parent)) return withoutClause(subject, parent, arm);
  if (ts.isBlock(parent)) {
    // Without the return, control would go on into the next case.
    if (isInClause(parent)) return made({ span: spanOf(arm, tree), text: 'break;' });
    return made({ span: aloneSpan(subject, spanOf(arm, tree)), text: '' });
  }
  return refuse('This transition is the whole of the statement around it: change it in the code.');
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
  const { tree } = subject;
  const { clauses } = clause.parent;
  if (clause.statements.length > 1) return made({ span: spanOf(statement, tree), text: 'break;' });
  // Cases above it with nothing in them mean this arm as well.
  let first = clauses.indexOf(clause);
  while (first > 0 && clauses[first - 1]!.statements.length === 0) first--;
  const goes = clauses.indexOf(clause) - first + 1;
  if (goes === clauses.length) return withoutStatement(subject, clause.parent.parent);
  const start = spanOf(clauses[first]!, tree).start;
  return made({ span: aloneSpan(subject, { start, end: clause.end }), text: '' });
}

/** A statement with the blanks that stand there for it: its whole lines, when nothing else is on them. */
function aloneSpan({ text }: Subject, { start, end }: Span): Span {
  const line = lineStart(text, start);
  const stop = lineEnd(text, end);
  const isFirst = text.slice(line, start).trim() === '';
  const rest = text.slice(end, stop);
  if (isFirst && rest.trim() === '') {
    const lineBreak = /^\r?\n|^\r/.exec(text.slice(stop))?.[0] ?? '';
    return { start: line, end: stop + lineBreak.length };
  }
  let from = start;
  while (!isFirst && from > line && /[ \t]/.test(text[from - 1]!)) from--;
  // What is left of `{ return …; }` is `{}`.
  const empty = text[from - 1] === '{' ? /^[ \t]*(?=\})/.exec(rest)?.[0].length : undefined;
  return { start: from, end: end + (empty ?? (isFirst ? /^[ \t]*/.exec(rest)![0].length : 0)) };
}

function made(replacement: Replacement): Removal {
  return { ok: true, replacements: [replacement] };
}
