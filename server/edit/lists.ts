import type { ts } from 'ts-morph';
import { spanOf } from '../parse/source.js';
import { behindBrace, behindComments, withComments } from './comments.js';
import { insertion, type Replacement, type Subject } from './draft.js';
import { indentAt, lineEnd, lineStart, wholeLines } from './layout.js';
import { newlineOf } from './style.js';

type Listed = ts.NodeArray<ts.Node>;

/** Takes one of several things out of a list, with what is said about it, one comma, and the blanks that stand there for it. */
export function withoutListed(
  { text, tree }: Pick<Subject, 'text' | 'tree'>,
  list: Listed,
  node: ts.Node,
): Replacement[] {
  const at = list.indexOf(node);
  const { start } = withComments(text, node, tree);
  const isLast = at === list.length - 1;
  const hasOwnComma = isLast && list.hasTrailingComma === true;
  if (!isLast || hasOwnComma) {
    const comma = commaFrom(text, node.end);
    const end = behindComments(text, comma + 1);
    const isAlone =
      text.slice(lineStart(text, start), start).trim() === '' &&
      text.slice(end, lineEnd(text, end)).trim() === '';
    const before = list[at - 1];
    // Of two commas on one line the one goes that stands in front.
    if (hasOwnComma && !isAlone && before && text.slice(commaFrom(text, before.end) + 1, start).trim() === '')
      return [gone({ start: commaFrom(text, before.end), end: node.end })];
    return [
      gone(
        isAlone
          ? wholeLines(text, { start, end })
          : { start, end: end + /^[ \t]*/.exec(text.slice(end))![0].length },
      ),
    ];
  }
  const end = behindComments(text, node.end);
  const before = list[at - 1];
  if (!before) {
    const isAlone =
      text.slice(lineStart(text, start), start).trim() === '' &&
      text.slice(end, lineEnd(text, end)).trim() === '';
    return [gone(isAlone ? wholeLines(text, { start, end }) : { start, end })];
  }
  const comma = commaFrom(text, before.end);
  // What is said behind the comma may be about what stands before it.
  const between = text.slice(comma + 1, start);
  const blanks = between.length - between.trimEnd().length;
  const front = comma - /[ \t]*$/.exec(text.slice(before.end, comma))![0].length;
  if (between.trim() === '') return [gone({ start: front, end })];
  return [gone({ start: front, end: comma + 1 }), gone({ start: start - blanks, end })];
}

/** Puts something in front of all that is in a list, and of what is said about that. */
export function prepended(
  { text, tree }: Pick<Subject, 'text' | 'tree'>,
  list: Listed,
  written: string,
): Replacement {
  const [first] = list;
  if (!first) return insertion(list.pos, written + blankBefore(text, list.pos));
  const behind = behindBrace(text, list.pos);
  const { start } = spanOf(first, tree);
  return /[\r\n]/.test(text.slice(behind, start))
    ? insertion(behind, `${newlineOf(text)}${indentAt(text, start)}${written},`)
    : insertion(list.pos, `${written}, `);
}

/**
 * Puts something behind the last of a list, written as those are: on a line of its own where the last one ends its line, and behind what is said about
 * that one.
 */
export function appended(
  { text, tree }: Pick<Subject, 'text' | 'tree'>,
  list: Listed,
  written: string,
  newline: string,
): Replacement[] {
  const last = list.at(-1);
  if (!last) return [insertion(list.pos, written + blankBefore(text, list.pos))];
  const isOwnComma = list.hasTrailingComma === true;
  const stop = isOwnComma ? commaFrom(text, last.end) + 1 : last.end;
  const behind = behindComments(text, stop);
  const endsLine = text.slice(behind, lineEnd(text, behind)).trim() === '';
  if (!endsLine)
    return [
      insertion(
        isOwnComma ? stop : behindComments(text, last.end),
        isOwnComma ? ` ${written},` : `,${gapIn(text, list)}${written}`,
      ),
    ];
  const line = `${newline}${indentAt(text, spanOf(last, tree).start)}${written}`;
  return isOwnComma ? [insertion(behind, `${line},`)] : [insertion(last.end, ','), insertion(behind, line)];
}

/** Something is said where a list has nothing yet. */
function blankBefore(text: string, at: number): string {
  return text[at] === '/' ? ' ' : '';
}

/** What parts two on one line: nothing, in a list that is written as `{a,b}`. */
function gapIn(text: string, list: Listed): string {
  const second = list[1];
  return second && /^,\S/.test(text.slice(second.pos - 1)) ? '' : ' ';
}

/** The first comma from a place on that is not inside a comment. */
function commaFrom(text: string, from: number): number {
  const comma = /^(?:[^,/]|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from))![0].length;
  return from + comma;
}

function gone(span: Replacement['span']): Replacement {
  return { span, text: '' };
}
