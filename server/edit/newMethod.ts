import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { endOfMember, withComments } from './comments.js';
import { insertion, type Replacement, type Subject } from './draft.js';
import { localName } from './importNames.js';
import { isOneLine, isOneLineClass, layoutAt, prefersOneLine } from './layout.js';
import { memberAccess } from './naming.js';
import { classOf, decoratorAt, isMadeElsewhere, methodOf } from './nodes.js';

/** What a new step has beside its name. */
export interface Made {
  readonly parameters?: string;
  /** What `@step(…)` is given. */
  readonly options?: string;
  /** It stands in front of the other step. */
  readonly isInFront?: boolean;
}

/** The method of a new step, right behind that of another, or in front of it, and written like it; it goes on to `next`, or ends. */
export function newMethod(
  subject: Subject,
  after: ParsedStep,
  name: string,
  next: string | null,
  { parameters = '', options = '', isInFront = false }: Made = {},
): Replacement {
  const { text, tree } = subject;
  const { newline, indent, unit, semicolon } = layoutAt(subject, after);
  const transition = next === null ? null : `return this.next(${memberAccess(next, tree)})${semicolon}`;
  const short = isOneLineClass(subject) || (isOneLine(text, after.body) && prefersOneLine(subject));
  const body =
    transition === null
      ? '{}'
      : short
        ? `{ ${transition} }`
        : `{${newline}${indent}${unit}${transition}${newline}${indent}}`;
  const header = `${decoratorLike(subject, after, newline + indent, options)}${modifiersLike(subject, after)}${name}(${parameters}) ${body}`;
  const gap = gapOf(subject, after);
  if (!isInFront) return insertion(endOfMember(text, after.full.end), `${gap}${header}`);
  const method = methodOf(subject, after);
  const { start } = method ? withComments(text, method, subject.tree) : after.full;
  return insertion(start, `${header}${gap}`);
}

/** What stands between two steps of the flow, up to where the second begins. */
export function gapOf(subject: Subject, beside: ParsedStep): string {
  if (isOneLineClass(subject)) return ' ';
  const { newline, indent } = layoutAt(subject, beside);
  return `${newline}${hasBlankLines(subject) ? newline : ''}${indent}`;
}

/** `@step()` as the other step calls it, and on a line of its own if it has one there. */
export function decoratorLike(subject: Subject, step: ParsedStep, lineBreak: string, options = ''): string {
  const { decorator, nameSpan } = step;
  const ownLine = !isOneLine(subject.text, { start: decorator.end, end: nameSpan.start });
  return `${calleeOf(subject, step)}(${options})${ownLine ? lineBreak : ' '}`;
}

/** `@step()` as the flow's own steps call it. */
export function stepMark(subject: Subject): string {
  const step = subject.flow.steps.find(({ own }) => own);
  return `${step ? calleeOf(subject, step) : '@step'}()`;
}

/** What marks a step, without what is said in between; where that is made for some steps alone, what marks the others. */
function calleeOf(subject: Subject, { decorator }: ParsedStep): string {
  const { tree, flow } = subject;
  const marks = [decorator, ...flow.steps.filter(({ own }) => own).map(one => one.decorator)];
  for (const { start } of marks) {
    const mark = decoratorAt(tree, start);
    if (!mark || isMadeElsewhere(mark)) continue;
    const { expression } = mark;
    const name = nameOf(ts.isCallExpression(expression) ? expression.expression : expression);
    if (name !== null) return `@${name}`;
  }
  return `@${localName(tree, 'step', classOf(subject) ?? tree) ?? 'step'}`;
}

function nameOf(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return null;
  const of = nameOf(node.expression);
  return of === null ? null : `${of}.${node.name.text}`;
}

function modifiersLike(subject: Subject, after: ParsedStep): string {
  const modifiers = methodOf(subject, after)?.modifiers ?? [];
  return modifiers
    .filter(({ kind }) => copied.has(kind))
    .map(modifier => `${subject.text.slice(spanOf(modifier, subject.tree).start, modifier.end)} `)
    .join('');
}

const copied: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AsyncKeyword,
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.PrivateKeyword,
]);

/** Whether the flow's steps stand apart, judged by what follows each of them. */
export function hasBlankLines(subject: Subject): boolean {
  const { text, tree, flow } = subject;
  const own = flow.steps.filter(({ own }) => own);
  const gaps = own.slice(1).map(step => {
    const method = methodOf(subject, step);
    // What is said of a step stands with it.
    const start = method ? withComments(text, method, tree).start : step.full.start;
    return /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(Math.max(flow.members.start, start - 200), start));
  });
  return gaps.length === 0 || gaps.filter(Boolean).length * 2 >= gaps.length;
}
