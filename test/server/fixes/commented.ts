import { ts } from 'ts-morph';

/** A text with comments put in at random, each with a number of its own: above lines, behind them, and between any two words where one may stand. */
export function commented(text: string, next: () => number, isShort: boolean): string {
  let count = 0;
  const often = 0.05 + next() * 0.25;
  const between = inBetween(text, () => (next() < often / 2 ? ` /* c${++count}. */ ` : ''));
  if (isShort) return between;
  const { tree, text: now } = treeOf(between);
  const lines = now.split('\n');
  let at = 0;
  return lines
    .map(line => {
      const [start, end] = [at, at + line.length];
      at = end + 1;
      if (line.trim() === '' || isInComment(now, tree, start) || isInComment(now, tree, end)) return line;
      const indent = /^ */.exec(line)![0];
      const above =
        next() < often ? (next() < 0.8 ? `${indent}// c${++count}.\n` : `${indent}// c${++count}.\n\n`) : '';
      const behind = next() < often ? ` // c${++count}.` : '';
      return above + line + behind;
    })
    .join('\n');
}

function treeOf(text: string): { tree: ts.SourceFile; text: string } {
  return { text, tree: ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true) };
}

function isInComment(text: string, tree: ts.SourceFile, at: number): boolean {
  const before = text.slice(tree.text.length - text.length, at);
  return before.lastIndexOf('/*') > before.lastIndexOf('*/');
}

/** Puts something in front of tokens, wherever it changes nothing. */
function inBetween(text: string, put: () => string): string {
  const { tree } = treeOf(text);
  const places: number[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(tree);
    if (children.length === 0 && node.kind !== ts.SyntaxKind.EndOfFileToken && node.end > node.pos) {
      const start = node.getStart(tree);
      if (!ts.isJSDoc(node) && start > 0 && !/[\r\n]/.test(text.slice(node.pos, start))) places.push(start);
    }
    if (!ts.isJSDoc(node) && !ts.isTemplateExpression(node)) children.forEach(visit);
  };
  visit(tree);
  let result = '';
  let at = 0;
  for (const place of places) {
    const said = put();
    if (said === '') continue;
    // In front of a blank there is one already.
    result += text.slice(at, place) + (/\s$/.test(text.slice(at, place)) ? said.trimStart() : said);
    at = place;
  }
  return result + text.slice(at);
}
