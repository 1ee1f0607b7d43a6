import { ts } from 'ts-morph';
import type { Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { lineEnd } from './layout.js';

/**
 * A node with what is said about it: the comments right above it, without a blank line between, those in front of it on its line, and those behind it
 * that end its last line. What stands between two things on one line is said about the second.
 */
export function withComments(text: string, node: ts.Node, tree: ts.SourceFile): Span {
  let { start } = spanOf(node, tree);
  const above = ts.getLeadingCommentRanges(text, node.pos) ?? [];
  const behindLast = node.pos === 0 ? [] : (ts.getTrailingCommentRanges(text, node.pos) ?? []);
  // Without a line break there are only those of the node's own line.
  const inFront = /[\r\n]/.test(text.slice(behindLast.at(-1)?.end ?? node.pos, start)) ? [] : behindLast;
  for (const comment of [...inFront, ...above].toReversed()) {
    if (/\n[ \t]*\r?\n/.test(text.slice(comment.end, start))) break;
    start = comment.pos;
  }
  return { start, end: behindComments(text, ownEnd(node, tree)) };
}

/** Where a statement or member ends by itself: a `;` that begins a later line keeps that line apart from what comes before, and is not its own. */
export function ownEnd(node: ts.Node, tree: ts.SourceFile): number {
  if (tree.text[node.end - 1] !== ';') return node.end;
  const last = node.getLastToken(tree);
  if (last?.kind !== ts.SyntaxKind.SemicolonToken || ts.isEmptyStatement(last.parent ?? node))
    return node.end;
  return /[\r\n]/.test(tree.text.slice(last.pos, last.end)) ? last.pos : node.end;
}

/** Behind the comments that follow a place on its line and are about what ends there, as they are where nothing but a closing bracket or a stop comes after. */
export function behindComments(text: string, at: number): number {
  const end = ts.getTrailingCommentRanges(text, at)?.at(-1)?.end ?? at;
  return /^[ \t]*(?:[)\]},;]|\r|\n|$)/.test(text.slice(end, lineEnd(text, end) + 1)) ? end : at;
}

/** Behind a member, the `;` that some write after methods, and what is said about it on its last line. */
export function endOfMember(text: string, end: number): number {
  const stop = /^[ \t]*;/.exec(text.slice(end, lineEnd(text, end)))?.[0].length ?? 0;
  return behindComments(text, end + stop);
}

/** Where the inside of a block begins: behind what is said of the block itself on the line of its brace. */
export function behindBrace(text: string, open: number): number {
  const end = ts.getTrailingCommentRanges(text, open)?.at(-1)?.end ?? open;
  return text.slice(end, lineEnd(text, end)).trim() === '' ? end : open;
}
