import type { ts } from 'ts-morph';
import type { EditOf } from '../../runtime/model/edit.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { endOfMember, ownEnd, withComments } from './comments.js';
import { type Draft, ownStep, refuse, type Subject } from './draft.js';
import { lineEnd, lineStart } from './layout.js';
import { methodOf } from './nodes.js';

/** Has a step's method change its place in the text with that of the step in front of it or behind it, each with what is said about it. */
export function moveStep(subject: Subject, { step: name, by }: EditOf<'moveStep'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const steps = subject.flow.steps
    .filter(step => step.own)
    .toSorted((one, other) => one.full.start - other.full.start);
  const at = steps.findIndex(step => step.name === name);
  const other = steps[by === 'back' ? at - 1 : at + 1];
  if (!other) return refuse(`'${name}' is the ${by === 'back' ? 'first' : 'last'} step in the code already.`);
  const [moved, passed] = [own.step, other].map(step => wholeOf(subject, step));
  if (!moved || !passed)
    return refuse(`'${moved ? other.name : name}' is not written as a method: move it in the code.`);
  if (moved.parent !== passed.parent)
    return refuse(`'${other.name}' stands in another class than '${name}': move it in the code.`);
  const { text } = subject;
  for (const [step, { span }] of [
    [name, moved],
    [other.name, passed],
  ] as const)
    if (!isAlone(text, span))
      return refuse(`'${step}' shares a line with something else: move it in the code.`);
  return {
    ok: true,
    replacements: [
      { span: moved.span, text: text.slice(passed.span.start, passed.span.end) },
      { span: passed.span, text: text.slice(moved.span.start, moved.span.end) },
    ],
    step: name,
  };
}

/** Nothing else stands on the lines: what is moved there could end in a comment. */
function isAlone(text: string, { start, end }: Span): boolean {
  const [before, behind] = [text.slice(lineStart(text, start), start), text.slice(end, lineEnd(text, end))];
  return before.trim() === '' && behind.trim() === '';
}

/** A method with what is said about it. */
function wholeOf(
  subject: Subject,
  step: ParsedStep,
): { readonly span: Span; readonly parent: ts.Node } | null {
  const method = methodOf(subject, step);
  if (!method) return null;
  const { text, tree } = subject;
  const { start } = withComments(text, method, tree);
  return { span: { start, end: endOfMember(text, ownEnd(method, tree)) }, parent: method.parent };
}
