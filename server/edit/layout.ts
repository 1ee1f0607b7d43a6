import type { ParsedStep, Span } from '../parse/parsed.js';
import type { Subject } from './draft.js';
import { type Style, styleOf } from './style.js';

/** How the source around a step is written, so that what is added looks as if its author had written it. */
export interface Layout extends Style {
  /** In front of the step's first line. */
  readonly indent: string;
  /** What one level is indented by. */
  readonly unit: string;
}

export function layoutAt(subject: Subject, step: ParsedStep): Layout {
  const { text, tree, flow } = subject;
  const indent = indentAt(text, step.full.start);
  const outer = indentAt(text, flow.full.start);
  const deeper = indent.length > outer.length && indent.startsWith(outer) ? indent.slice(outer.length) : '';
  return { ...styleOf(tree), indent, unit: deeper || unitOf(text) };
}

/** How members of the flow's class are written, also where it has no step yet. */
export function layoutIn(subject: Subject): Layout {
  const { text, tree, flow } = subject;
  const step = flow.steps.find(({ own }) => own);
  if (step) return layoutAt(subject, step);
  const unit = unitOf(text);
  return { ...styleOf(tree), indent: indentAt(text, flow.full.start) + unit, unit };
}

/** In front of a member of the flow that gets a line of its own, whatever the others have. */
export function memberIndent(subject: Subject): string {
  const { text, flow } = subject;
  return isOneLineClass(subject)
    ? indentAt(text, flow.members.start) + unitOf(text)
    : layoutIn(subject).indent;
}

/** What a level is indented by in a text: as its first line that is. */
export function unitOf(text: string): string {
  const [, blanks] = /^([ \t]+)[^\s*]/m.exec(text) ?? [];
  if (blanks === undefined) return '  ';
  return blanks.startsWith('\t') ? '\t' : blanks;
}

/** The blanks at the beginning of the line that a place is in. */
export function indentAt(text: string, at: number): string {
  const start = lineStart(text, at);
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
}

export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Where the line that a place is in ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

export function isOneLine(text: string, span: { readonly start: number; readonly end: number }): boolean {
  return lineEnd(text, span.start) >= span.end;
}

/** Whether all of the flow's class, but for what is said above it, is written on one line. */
export function isOneLineClass({ text, flow }: Pick<Subject, 'text' | 'flow'>): boolean {
  return isOneLine(text, { start: flow.members.start, end: flow.full.end });
}

/** Whether bodies that are not empty are mostly written on one line. */
export function prefersOneLine({ text, flow }: Subject): boolean {
  const filled = flow.steps.filter(({ body }) => text.slice(body.start + 1, body.end - 1).trim() !== '');
  const short = filled.filter(({ body }) => isOneLine(text, body));
  return short.length * 2 > filled.length;
}

/**
 * A stretch with the blanks that stand there for it: its whole lines, when nothing else is on them, and of the blank lines around those what would be
 * one too many; otherwise the blanks that part it from what is beside it.
 */
export function wholeLines(text: string, { start, end }: Span): Span {
  const line = lineStart(text, start);
  const stop = lineEnd(text, end);
  const isFirst = text.slice(line, start).trim() === '';
  const rest = text.slice(end, stop);
  if (isFirst && rest.trim() === '') {
    const behind = stop + (/^\r?\n|^\r/.exec(text.slice(stop, stop + 2))?.[0].length ?? 0);
    const before = /(?:^|\n)([ \t]*\r?\n)$/.exec(text.slice(Math.max(0, line - 200), line))?.[1]?.length ?? 0;
    const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(behind, lineEnd(text, behind) + 2))?.[0].length ?? 0;
    const closes = /^\s*[)\]}]/.test(text.slice(behind));
    if (before > 0 && (after > 0 || closes)) return { start: line - before, end: behind };
    const opens = /[{[(]\s*$/.test(text.slice(Math.max(0, line - 200), line));
    return { start: line, end: behind + (opens ? after : 0) };
  }
  if (isFirst) return { start, end: end + /^[ \t]*/.exec(rest)![0].length };
  let from = start;
  while (from > line && /[ \t]/.test(text[from - 1]!)) from--;
  // What is left of `{ return …; }` is `{}`.
  const empty = text[from - 1] === '{' ? /^[ \t]*(?=\})/.exec(rest)?.[0].length : undefined;
  return { start: from, end: end + (empty ?? 0) };
}

function isLineBreak(unit: number): boolean {
  return unit === 10 || unit === 13;
}
