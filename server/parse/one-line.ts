import { ts } from 'ts-morph';

/** Where there is nothing to do, which is nearly always. */
const broken = /[\n\r\t]|\s\s|\/\//;

/**
 * Code as one line that means the same: breaks and runs of blanks become a blank each, but for those within literals, which belong to a value; what a line
 * comment says stands in a block comment, for the line goes on behind it.
 */
export function oneLineOf(node: ts.Node, tree: ts.SourceFile): string {
  const begin = node.getStart(tree, false);
  const text = tree.text.slice(begin, node.end);
  if (!broken.test(text)) return text;
  let [line, last] = ['', begin];
  for (const literal of literalsIn(node)) {
    const start = literal.getStart(tree, false);
    line += between(tree.text.slice(last, start)) + tree.text.slice(start, literal.end);
    last = literal.end;
  }
  return line + between(tree.text.slice(last, node.end));
}

/** In their order. */
function literalsIn(node: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isStringLiteral(one) || ts.isRegularExpressionLiteral(one) || isOfTemplate(one)) found.push(one);
    else ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

function isOfTemplate(node: ts.Node): boolean {
  return (
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node)
  );
}

function between(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\/|\/\/([^\n\r]*)/g, (comment, said: string | undefined) =>
      said === undefined ? comment : `/*${said.replaceAll('*/', '* /').trimEnd()} */`,
    )
    .replace(/\s+/g, ' ');
}
