import { ts } from 'ts-morph';

/** Lines that begin inside a text in backticks, by their place: what stands in front of them is part of that text. */
export function isInText(tree: ts.SourceFile): (at: number) => boolean {
  const spans: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateLiteralToken(node)) spans.push({ start: node.getStart(tree), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return at => spans.some(({ start, end }) => start < at && at < end);
}

/** What was written by itself, its lines ended and, but for the first, indented as where it is put. */
export function settled(
  tree: ts.SourceFile,
  span: { start: number; end: number },
  newline: string,
  indent: string,
): string {
  const inText = isInText(tree);
  const written = tree.text.slice(span.start, span.end);
  return written.replaceAll(/\r\n?|\n/g, (found, at: number) => {
    const next = span.start + at + found.length;
    return inText(next) || /[\r\n]/.test(tree.text[next] ?? '') ? newline : newline + indent;
  });
}
