import { ts } from 'ts-morph';
import type { ParsedStep } from '../parse/parsed.js';
import { behindBrace, endOfMember, ownEnd } from './comments.js';
import { insertion, type Replacement, type Subject } from './draft.js';
import { isOneLine, layoutAt } from './layout.js';
import { methodOf } from './nodes.js';
import { stopAt } from './stop.js';

/** Where a new field stands. */
interface Wanted {
  /** Behind this one, which it is made of. */
  readonly behind?: ts.PropertyDeclaration;
  /** A blank line parts it from steps. */
  readonly isApart?: boolean;
}

/** A field behind those that a class begins with, or the first member of all; on a line of its own, unless the whole class is on one. */
export function newField(
  subject: Subject,
  beside: ParsedStep,
  field: string,
  { behind, isApart = false }: Wanted = {},
): Replacement {
  const { text, flow, tree } = subject;
  const { newline, indent, semicolon } = layoutAt(subject, beside);
  const last = behind ?? lastField(subject, beside);
  const isShort = isOneLine(text, flow.full);
  if (last) {
    const isStopped = text[last.end - 1] === ';';
    const at = endOfMember(text, ownEnd(last, tree));
    // What was the last line of its kind may not have needed a `;`.
    const before = isStopped || !isShort ? '' : ';';
    return insertion(
      at,
      isShort ? `${before} ${field};` : `${newline}${indent}${field}${stopAt(text, at, semicolon)}`,
    );
  }
  const at = isShort ? flow.members.start : behindBrace(text, flow.members.start);
  if (isShort) return insertion(at, ` ${field};`);
  return insertion(at, `${newline}${indent}${field}${stopAt(text, at, semicolon)}${isApart ? newline : ''}`);
}

function lastField(subject: Subject, beside: ParsedStep): ts.PropertyDeclaration | undefined {
  const owner = methodOf(subject, beside)?.parent;
  const members = owner && ts.isClassLike(owner) ? [...owner.members] : [];
  const first = members.findIndex(one => !ts.isPropertyDeclaration(one));
  const leading = first < 0 ? members : members.slice(0, first);
  return (leading.length > 0 ? leading : members).findLast(ts.isPropertyDeclaration);
}
