import { ts } from 'ts-morph';
import { spanOf } from '../parse/source.js';
import type { Replacement, Subject } from './draft.js';

/** A step that says it gives nothing, and goes on to another one now, no longer says so: its result is read from its body. */
export function withoutVoid(
  { tree }: Pick<Subject, 'tree'>,
  method: ts.MethodDeclaration | null,
): Replacement[] {
  const { type } = method ?? {};
  if (!method || !type || !nothing.test(type.getText(tree))) return [];
  const colon = method
    .getChildren(tree)
    .find(({ kind, end }) => kind === ts.SyntaxKind.ColonToken && end <= type.end);
  return colon ? [{ span: { start: spanOf(colon, tree).start, end: type.end }, text: '' }] : [];
}

const nothing = /^(?:void|undefined|Promise<\s*(?:void|undefined)\s*>)$/;
