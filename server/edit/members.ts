import { ts } from 'ts-morph';
import { endOfMember, ownEnd, withComments } from './comments.js';
import { insertion, type Replacement, type Subject } from './draft.js';
import { wholeLines } from './layout.js';
import { stopAt } from './stop.js';

/** Takes a member out of its class, with what is said about it. What stands before it does not go on with what comes then. */
export function withoutMember({ text, tree }: Subject, member: ts.ClassElement): Replacement[] {
  const gone = {
    start: withComments(text, member, tree).start,
    end: endOfMember(text, ownEnd(member, tree)),
  };
  const span = wholeLines(text, gone);
  const { members } = member.parent as ts.ClassLikeDeclaration;
  const before = members[members.indexOf(member) - 1];
  const isOpen = before && ts.isPropertyDeclaration(before) && text[before.end - 1] !== ';';
  const stop = isOpen ? stopAt(text, span.end, '') : '';
  return [...(before && stop !== '' ? [insertion(before.end, stop)] : []), { span, text: '' }];
}
