import type { ts } from 'ts-morph';
import { spanOf } from '../parse/source.js';
import type { Replacement, Subject } from './draft.js';
import { lineEnd, lineStart } from './layout.js';

/** Takes one of several arguments out of a call, with one comma and the blanks that stand there for it; comments stay. */
export function withoutArgument(
  { text, tree }: Subject,
  call: ts.CallExpression,
  argument: ts.Expression,
): Replacement[] {
  const at = call.arguments.indexOf(argument);
  const { start, end } = spanOf(argument, tree);
  const isLast = at === call.arguments.length - 1;
  if (!isLast || call.arguments.hasTrailingComma) return withCommaBehind(text, start, end);
  const before = call.arguments[at - 1]!.end;
  const between = text.slice(before, start);
  if (between.trim() === ',') return [gone(before, end)];
  const comma = commaFrom(text, before);
  return [gone(comma, comma + 1), gone(start - (between.length - between.trimEnd().length), end)];
}

function withCommaBehind(text: string, start: number, end: number): Replacement[] {
  const comma = commaFrom(text, end);
  if (comma > end) return [gone(start, end), gone(comma, comma + 1)];
  const stop = lineEnd(text, comma);
  const line = lineStart(text, start);
  const blanks = /^[ \t]*/.exec(text.slice(comma + 1, stop))![0].length;
  const isAlone = text.slice(line, start).trim() === '' && comma + 1 + blanks === stop;
  if (!isAlone) return [gone(start, comma + 1 + blanks)];
  return [gone(line, stop + (text.startsWith('\r\n', stop) ? 2 : 1))];
}

/** The first comma from a place on that is not inside a comment. */
function commaFrom(text: string, from: number): number {
  const comma = /^(?:[^,/]|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from))![0].length;
  return from + comma;
}

function gone(start: number, end: number): Replacement {
  return { span: { start, end }, text: '' };
}
