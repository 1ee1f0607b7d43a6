import type { ts } from 'ts-morph';
import type { Replacement } from '../edit/draft.js';
import { spanOf } from '../parse/source.js';
import type { Case } from './fix.js';

/** Takes modifiers of a member away, each with the blanks behind it. */
export function withoutModifiers(
  { text, tree }: Case,
  node: ts.PropertyDeclaration,
  kinds: readonly ts.SyntaxKind[],
): Replacement[] {
  return (node.modifiers ?? [])
    .filter(({ kind }) => kinds.includes(kind))
    .map(modifier => {
      const { start, end } = spanOf(modifier, tree);
      const blanks = /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
      return { span: { start, end: end + blanks }, text: '' };
    });
}
