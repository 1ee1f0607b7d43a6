import { ts } from 'ts-morph';

/**
 * What a piece of code says, token by token: neither layout nor comments count.
 *
 * @param instead what stands for a node in place of its tokens; null for its tokens
 */
export function tokensOf(
  node: ts.Node,
  tree: ts.SourceFile,
  instead: (node: ts.Node) => readonly string[] | null = () => null,
): readonly string[] {
  const tokens: string[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isJSDoc(at)) return;
    const other = instead(at);
    if (other) tokens.push(...other);
    else if (at.getChildCount(tree) > 0) at.getChildren(tree).forEach(visit);
    else if (at.end > at.getStart(tree)) tokens.push(at.getText(tree));
  };
  visit(node);
  return tokens;
}
