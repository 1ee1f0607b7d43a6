import { ts } from 'ts-morph';
import type { Problem } from '../../runtime/model/diagnostics.js';
import { applied, inOrder, type Replacement } from '../edit/draft.js';
import { unfinished } from '../edit/edit.js';
import { withTypes } from '../edit/fitting.js';
import { parseFlows } from '../parse/flows.js';
import type { Parsed, Span } from '../parse/parsed.js';
import type { Case, Fix } from './fix.js';

/**
 * A mend with the types that go with it, if it does what it says: the text is still one, the problem is gone, no error has come in its place, no
 * transition is cut off, and every comment is still there but those of what is meant to go. Null otherwise.
 */
export function heldUp(found: Case, fix: Fix): Fix | null {
  const { text, fileName, sources } = found;
  const { replacements } = fix;
  if (overlap(replacements)) return null;
  const mended = applied(text, replacements);
  const after = parseFlows(mended, fileName, sources);
  if (!mends(found, fix, mended, after)) return null;
  const typed = withTypes(found, replacements, after);
  return typed.ok ? { ...fix, replacements: typed.replacements } : null;
}

function mends(found: Case, { removes, isBeginning = false }: Fix, mended: string, after: Parsed): boolean {
  const { text, parsed, problem } = found;
  if (after.broken !== null || after.tree === null) return false;
  if (howMany(after.problems, problem) >= howMany(parsed.problems, problem)) return false;
  const known = new Map<string, number>();
  for (const error of parsed.problems.filter(isHarm))
    known.set(kindOf(error), (known.get(kindOf(error)) ?? 0) + 1);
  for (const error of after.problems.filter(isHarm)) {
    if (isBeginning && unfinished.has(error.code)) continue;
    const left = (known.get(kindOf(error)) ?? 0) - 1;
    if (left < 0) return false;
    known.set(kindOf(error), left);
  }
  return keepsComments(commentsIn(text, found.tree, removes), commentsIn(mended, after.tree));
}

/** Whether nothing that is said in a text is lost by a change of it. */
export function keepsAll(text: string, tree: ts.SourceFile, mended: string, after: ts.SourceFile): boolean {
  return keepsComments(commentsIn(text, tree), commentsIn(mended, after));
}

function overlap(replacements: readonly Replacement[]): boolean {
  const ordered = inOrder(replacements);
  return ordered.some(({ span }, i) => (ordered[i - 1]?.span.end ?? 0) > span.start);
}

/** Problems like the one in question: a mend of one leaves others of its kind, but none that is only told in other words. */
function howMany(problems: readonly Problem[], like: Problem): number {
  return problems.filter(one => kindOf(one) === kindOf(like)).length;
}

/** An error, or a transition that is never come to any more. */
function isHarm({ severity, code }: Problem): boolean {
  return severity === 'error' || code === 'unreachable-arm';
}

/** Renamed things change messages, but not what is wrong with which step. */
function kindOf({ code, step }: Problem): string {
  return `${code} ${step}`;
}

/** Whether all comments of a text are in another one, but for those of what is meant to go. */
function keepsComments(before: readonly string[], after: readonly string[]): boolean {
  const left = Map.groupBy(after, evened);
  return before.every(comment => left.get(evened(comment))?.pop() !== undefined);
}

/** One of several lines may be indented otherwise where it is moved to. */
function evened(comment: string): string {
  return comment.replace(/\n[ \t]*/g, '\n');
}

/** The texts of all comments, but for those in stretches that go. */
function commentsIn(text: string, tree: ts.SourceFile, without: readonly Span[] = []): string[] {
  const found = new Map<number, string>();
  const note = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end } of ranges ?? []) {
      if (!without.some(span => span.start <= pos && end <= span.end)) found.set(pos, text.slice(pos, end));
    }
  };
  const visit = (node: ts.Node): void => {
    note(ts.getLeadingCommentRanges(text, node.getFullStart()));
    note(ts.getTrailingCommentRanges(text, node.getEnd()));
    for (const child of node.getChildren(tree)) visit(child);
  };
  visit(tree);
  return [...found.values()];
}
