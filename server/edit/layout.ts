import { ts } from 'ts-morph';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import type { Subject } from './draft.js';
import { methodOf, statementsOf } from './nodes.js';

/** How the source around a step is written, so that what is added looks as if its author had written it. */
export interface Layout {
  readonly newline: string;
  /** In front of the step's first line. */
  readonly indent: string;
  /** What one level is indented by. */
  readonly unit: string;
  /** `;` or nothing. */
  readonly semicolon: string;
}

export function layoutAt(subject: Subject, step: ParsedStep): Layout {
  const { text, flow } = subject;
  const indent = indentAt(text, step.full.start);
  const outer = indentAt(text, flow.full.start);
  const deeper = indent.length > outer.length && indent.startsWith(outer) ? indent.slice(outer.length) : '';
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent,
    unit: deeper || (indent.includes('\t') ? '\t' : '  '),
    semicolon: usesSemicolons(subject) ? ';' : '',
  };
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

/** Whether bodies that are not empty are mostly written on one line. */
export function prefersOneLine({ text, flow }: Subject): boolean {
  const filled = flow.steps.filter(({ body }) => text.slice(body.start + 1, body.end - 1).trim() !== '');
  const short = filled.filter(({ body }) => isOneLine(text, body));
  return short.length * 2 > filled.length;
}

/** Most statements of the flow's steps, or else of the file, end in one. */
function usesSemicolons(subject: Subject): boolean {
  const { tree, flow } = subject;
  const own = flow.steps.flatMap(step => {
    const method = methodOf(subject, step);
    return method ? statementsOf(method) : [];
  });
  const statements = [...own, ...tree.statements].filter(endsInSemicolon);
  const used = statements.filter(statement => subject.text[spanOf(statement, tree).end - 1] === ';');
  return used.length * 2 >= statements.length;
}

function endsInSemicolon(statement: ts.Statement): boolean {
  return (
    ts.isReturnStatement(statement) ||
    ts.isExpressionStatement(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isImportDeclaration(statement)
  );
}

/** A stretch with the lines it stands on, when nothing else is on them, and one blank line in front of it. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const line = lineStart(text, start);
  const stop = lineEnd(text, end);
  if (text.slice(line, start).trim() !== '' || text.slice(end, stop).trim() !== '') return { start, end };
  const blank = /(?:\r?\n[ \t]*)$/.exec(text.slice(0, Math.max(0, line - 1)))?.[0].length ?? 0;
  const lineBreak = /^\r?\n|^\r/.exec(text.slice(stop))?.[0].length ?? 0;
  return { start: blank > 0 ? line - blank : line, end: stop + lineBreak };
}

function isLineBreak(unit: number): boolean {
  return unit === 10 || unit === 13;
}

/** Behind a member, and behind a comment that ends its line. */
export function endOfMember(text: string, end: number): number {
  const stop = lineEnd(text, end);
  return /^[ \t]*;?[ \t]*(\/\/.*|\/\*.*\*\/[ \t]*)?$/.test(text.slice(end, stop)) ? stop : end;
}
