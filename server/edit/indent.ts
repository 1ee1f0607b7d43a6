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

/** What one level is indented by. */
export interface Levels {
  /** In front of its first line. */
  readonly indent: string;
  readonly unit: string;
}

/**
 * A stretch of a text as it is to stand elsewhere: its lines, but for the first, indented as there. What stands inside a text in backticks is
 * part of that.
 */
export function moved(
  tree: ts.SourceFile,
  span: { start: number; end: number },
  to: Levels,
  newline: string,
): string {
  const inText = isInText(tree);
  const lines = tree.text.slice(span.start, span.end).split(/\r\n?|\n/);
  const starts: number[] = [];
  let at = span.start;
  for (const line of lines) {
    starts.push(at);
    at += line.length;
    at += tree.text.startsWith('\r\n', at) ? 2 : 1;
  }
  const isOwn = (index: number): boolean =>
    index > 0 && !inText(starts[index]!) && lines[index]!.trim() !== '';
  const own = lines.filter((_, index) => isOwn(index));
  const from = levelsOf(own);
  return lines
    .map((line, index) => {
      if (!isOwn(index)) return index > 0 && line.trim() === '' && !inText(starts[index]!) ? '' : line;
      const rest = line.startsWith(from.indent) ? line.slice(from.indent.length) : line.trimStart();
      let depth = 0;
      while (rest.startsWith(from.unit, depth * from.unit.length)) depth++;
      return to.indent + to.unit.repeat(depth) + rest.slice(depth * from.unit.length);
    })
    .join(newline);
}

/** How lines behind a first one are indented: the last of them closes what that began, and the others stand deeper. */
function levelsOf(lines: readonly string[]): Levels {
  const blanks = lines.map(line => /^[ \t]*/.exec(line)![0]);
  const least = blanks.reduce((one, other) => (other.length < one.length ? other : one), blanks[0] ?? '');
  const last = lines.at(-1) ?? '';
  const indent = /^[ \t]*[)\]}*]/.test(last) ? blanks.at(-1)! : least;
  // A line of a comment stands a blank deeper than where that begins.
  const outer = /^[ \t]* \*\/?/.test(last) ? indent.slice(0, -1) : indent;
  const deeper = blanks
    .filter(each => each.length > outer.length && each.startsWith(outer))
    .map(each => each.slice(outer.length));
  const unit = deeper
    .filter(each => each.length > 1 || each === '\t')
    .reduce<string | null>((one, other) => (one === null || other.length < one.length ? other : one), null);
  return { indent: outer, unit: unit?.startsWith('\t') ? '\t' : (unit ?? '  ') };
}
