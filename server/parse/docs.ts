import { ts } from 'ts-morph';

/** The text of the JSDoc comment nearest to a node, without its tags; empty when there is none. */
export function docOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '';
  return text.replace(/\r\n?/g, '\n').trim();
}
