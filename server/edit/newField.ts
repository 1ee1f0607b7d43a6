import { ts } from 'ts-morph';
import { behindBrace, endOfMember, ownEnd, withComments } from './comments.js';
import { insertion, type Replacement, type Subject } from './draft.js';
import { indentAt, isOneLineClass, layoutIn, lineEnd } from './layout.js';
import { hasBlankLines } from './newMethod.js';
import { classOf } from './nodes.js';
import { stopAt } from './stop.js';

/** Where a new field stands. */
interface Wanted {
  /** Behind this one, which it is made of. */
  readonly behind?: ts.PropertyDeclaration;
  /** A blank line parts it from steps. */
  readonly isApart?: boolean;
}

/** A field behind those that the flow's class begins with, or the first member of all; on a line of its own, unless the whole class is on one. */
export function newField(
  subject: Subject,
  field: string,
  { behind, isApart = false }: Wanted = {},
): Replacement {
  const { text, flow, tree } = subject;
  const { newline, indent, semicolon } = layoutIn(subject);
  // One that was written elsewhere may bring its own.
  const isStopped = /;[ \t]*(?:\/\/.*)?$/.test(field);
  const stop = (at: number): string => (isStopped ? '' : stopAt(text, at, semicolon));
  const members = [...(classOf(subject)?.members ?? [])];
  if (members.length === 0 && holdsNothing(subject))
    return onlyMember(subject, `${field}${isStopped ? '' : semicolon}`);
  const last = behind ?? lastField(members);
  if (last) {
    const at = endOfMember(text, ownEnd(last, tree));
    const isFollowed = !/^[ \t]*(?:\}|\r|\n|$)/.test(text.slice(at, lineEnd(text, at) + 1));
    // What was the last line of its kind may not have needed a `;`.
    const before = text[last.end - 1] === ';' ? '' : ';';
    if (isFollowed || isOneLineClass(subject))
      return insertion(at, `${before} ${field}${isStopped ? '' : ';'}`);
    const gap = areApart(text, members, last, tree) ? newline : '';
    return insertion(at, `${gap}${newline}${indent}${field}${stop(at)}`);
  }
  if (isOneLineClass(subject)) return insertion(flow.members.start, ` ${field}${isStopped ? '' : ';'}`);
  const at = behindBrace(text, flow.members.start);
  const isApartAlready = /^[ \t]*\r?\n[ \t]*(?:\r|\n)/.test(text.slice(at, at + 200));
  const gap = isApart && !isApartAlready && hasBlankLines(subject) ? newline : '';
  return insertion(at, `${newline}${indent}${field}${stop(at)}${gap}`);
}

/** Whether a blank line stands between each field and the next, up to one that is not the first. */
function areApart(
  text: string,
  members: readonly ts.ClassElement[],
  last: ts.PropertyDeclaration,
  tree: ts.SourceFile,
): boolean {
  const fields = members.filter(ts.isPropertyDeclaration);
  const gaps = fields
    .slice(1, fields.indexOf(last) + 1)
    .map(field => text.slice(0, withComments(text, field, tree).start));
  return gaps.length > 0 && gaps.every(before => /\n[ \t]*\r?\n[ \t]*$/.test(before.slice(-200)));
}

function lastField(members: readonly ts.ClassElement[]): ts.PropertyDeclaration | undefined {
  const first = members.findIndex(one => !ts.isPropertyDeclaration(one));
  const leading = first < 0 ? members : members.slice(0, first);
  return (leading.length > 0 ? leading : members).findLast(ts.isPropertyDeclaration);
}

/** Nothing stands between the braces of the flow's class, not even a comment. */
function holdsNothing({ text, flow }: Subject): boolean {
  return text.slice(flow.members.start, flow.full.end - 1).trim() === '';
}

/** What a class that holds nothing is to hold, over lines of its own. */
function onlyMember(subject: Subject, member: string): Replacement {
  const { text, flow } = subject;
  const { newline, indent } = layoutIn(subject);
  return {
    span: { start: flow.members.start, end: flow.full.end - 1 },
    text: `${newline}${indent}${member}${newline}${indentAt(text, flow.full.start)}`,
  };
}

/** Behind all that a class holds, on a line of its own, unless what it holds is on its line. */
export function lastMember(subject: Subject, member: string): Replacement {
  if (holdsNothing(subject)) return onlyMember(subject, member);
  const { text, flow } = subject;
  const { newline, indent } = layoutIn(subject);
  const inside = text.slice(flow.members.start, flow.full.end - 1);
  const at = flow.members.start + inside.trimEnd().length;
  if (!isOneLineClass(subject)) return insertion(at, `${newline}${newline}${indent}${member}`);
  const last = classOf(subject)?.members.at(-1);
  const isOpen = last && ts.isPropertyDeclaration(last) && text[last.end - 1] !== ';';
  return insertion(at, `${isOpen ? ';' : ''} ${member}`);
}
