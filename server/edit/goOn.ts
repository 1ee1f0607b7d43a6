import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { indentAt, isOneLine, isOneLineClass, layoutAt, prefersOneLine } from './layout.js';
import { memberAccess } from './naming.js';
import { methodOf } from './nodes.js';
import { isStopped, stopAt } from './stop.js';

/** Gives a step that ends the run a transition to another, at the end of its body. */
export function goOnTo(
  subject: Subject,
  step: ParsedStep,
  to: string,
): { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal {
  const method = methodOf(subject, step);
  const last = method?.body?.statements.at(-1);
  const transition = `this.next(${memberAccess(to, subject.tree)})`;
  if (!last || !ts.isReturnStatement(last))
    return { ok: true, replacements: [atEnd(subject, step, `return ${transition}`)] };
  const replacement = returned(subject, last, transition);
  return replacement
    ? { ok: true, replacements: [replacement] }
    : refuse(`'${step.name}' returns a value at its end: write the transition in its place in the code.`);
}

/** Puts something behind a `return` that gives nothing; null where it gives a value. */
export function returned(
  { text, tree }: Subject,
  statement: ts.ReturnStatement,
  written: string,
): Replacement | null {
  const { expression } = statement;
  if (expression) {
    return expression.getText(tree) === 'undefined'
      ? { span: spanOf(expression, tree), text: written }
      : null;
  }
  const { start, end } = spanOf(statement, tree);
  const stop = text[end - 1] === ';' ? '' : stopAt(text, end, '');
  return insertion(start + 'return'.length, ` ${written}${stop}`);
}

/** Puts a statement at the end of a step's body. */
export function atEnd(subject: Subject, step: ParsedStep, statement: string): Replacement {
  const { text } = subject;
  const { newline, indent, unit, semicolon } = layoutAt(subject, step);
  const written = `${statement}${semicolon}`;
  const inside = { start: step.body.start + 1, end: step.body.end - 1 };
  const content = text.slice(inside.start, inside.end).trimEnd();
  if (content.trim() === '') {
    const short = prefersOneLine(subject) || isOneLineClass(subject);
    const filled = short ? ` ${written} ` : `${newline}${indent}${unit}${written}${newline}${indent}`;
    return { span: inside, text: filled };
  }
  const end = inside.start + content.length;
  if (isOneLine(text, step.body)) {
    const last = methodOf(subject, step)?.body?.statements.at(-1);
    return insertion(end, `${!last || isStopped(last, text) ? '' : ';'} ${written}`);
  }
  const first = inside.start + (content.length - content.trimStart().length);
  const onBraceLine = isOneLine(text, { start: step.body.start, end: first });
  const inner = onBraceLine ? indent + unit : indentAt(text, first);
  return insertion(end, `${newline}${inner}${written}`);
}

/** Whether a step plainly ends: no transition of any kind leads on from it. */
export function endsPlainly({ transitions, unknown }: ParsedStep): boolean {
  return !unknown && !transitions.some(({ returned }) => returned);
}
