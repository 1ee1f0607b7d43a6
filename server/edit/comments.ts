import { ts } from 'ts-morph';
import type { Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { lineEnd } from './layout.js';

/** A node with what is said about it: the comments right above it, without a blank line between, and those behind it on its last line. */
export function withComments(text: string, node: ts.Node, tree: ts.SourceFile): Span {
  let { start } = spanOf(node, tree);
  for (const comment of (ts.getLeadingCommentRanges(text, node.pos) ?? []).toReversed()) {
    if (/\n[ \t]*\r?\n/.test(text.slice(comment.end, start))) break;
    start = comment.pos;
  }
  return { start, end: behindComments(text, node.end) };
}

/** Behind the comments that follow a place on its line. */
export function behindComments(text: string, at: number): number {
  return ts.getTrailingCommentRanges(text, at)?.at(-1)?.end ?? at;
}

/** Where the inside of a block begins: behind what is said of the block itself on the line of its brace. */
export function behindBrace(text: string, open: number): number {
  const end = behindComments(text, open);
  return text.slice(end, lineEnd(text, end)).trim() === '' ? end : open;
}
