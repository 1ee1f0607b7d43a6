import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { indentAt, isOneLine, layoutAt, prefersOneLine } from './layout.js';
import { stepAccess } from './naming.js';
import { methodOf } from './nodes.js';

/** Gives a step that ends the run a transition to another: the replacement for the end of its body. */
export function goOnTo(
  subject: Subject,
  step: ParsedStep,
  to: string,
): { readonly ok: true; readonly replacement: Replacement } | Refusal {
  const { text, tree } = subject;
  const { newline, indent, unit, semicolon } = layoutAt(subject, step);
  const transition = `return this.next(${stepAccess(to)})${semicolon}`;
  const last = methodOf(subject, step)?.body?.statements.at(-1);
  if (last && ts.isReturnStatement(last)) {
    if (last.expression && last.expression.getText(tree) !== 'undefined') {
      return refuse(
        `'${step.name}' returns a value at its end: write the transition in its place in the code.`,
      );
    }
    const { start, end } = spanOf(last, tree);
    return { ok: true, replacement: { span: { start, end }, text: transition } };
  }
  const inside = { start: step.body.start + 1, end: step.body.end - 1 };
  const content = text.slice(inside.start, inside.end).trimEnd();
  if (content.trim() === '') {
    const short = prefersOneLine(subject) || isOneLine(text, subject.flow.full);
    const filled = short ? ` ${transition} ` : `${newline}${indent}${unit}${transition}${newline}${indent}`;
    return { ok: true, replacement: { span: inside, text: filled } };
  }
  const end = inside.start + content.length;
  if (isOneLine(text, step.body)) {
    const stop = /[;}]$/.test(content) ? '' : ';';
    return { ok: true, replacement: insertion(end, `${stop} ${transition}`) };
  }
  const first = inside.start + (content.length - content.trimStart().length);
  const onBraceLine = isOneLine(text, { start: step.body.start, end: first });
  const inner = onBraceLine ? indent + unit : indentAt(text, first);
  return { ok: true, replacement: insertion(end, `${newline}${inner}${transition}`) };
}

/** Whether a step plainly ends: no transition of any kind leads on from it. */
export function endsPlainly({ transitions, unknown }: ParsedStep): boolean {
  return !unknown && !transitions.some(({ returned }) => returned);
}
