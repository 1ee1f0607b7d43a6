import { ts } from 'ts-morph';

/** A comment, and what it is about. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  /** What is the first to name the member, statement or word that it is said of; null where it stands apart. */
  readonly owner: string | null;
  /** All words of that. */
  readonly words: readonly string[];
  /** Those of what stands in front of it on its line, where that is not what it is about. */
  readonly inFront: readonly string[];
  /** Where that stands. */
  readonly ownerAt: number;
}

/**
 * Every comment of a text with what it is about: what follows it on its line, else what stands in front of it there, else what stands right below. This is the rule that
 * docs/diagnostics.md tells.
 */
export function commentsOf(text: string): Comment[] {
  const tree = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const tokens = tokensOf(tree);
  return [...text.matchAll(/\/\* c\d+\. \*\/|\/\/ c\d+\./g)].map(match => {
    const start = match.index;
    const end = start + match[0].length;
    const after = tokens.find(one => one.getStart(tree) >= end);
    const before = tokens.findLast(one => one.end <= start && one.kind !== ts.SyntaxKind.CommaToken);
    const isSameLine = (from: number, to: number): boolean => !/[\r\n]/.test(text.slice(from, to));
    const follows =
      after && isSameLine(end, after.getStart(tree)) && !closing.has(after.kind) ? after : undefined;
    const precedes = before && isSameLine(before.end, start) ? before : undefined;
    const isNear = after && !/\n[ \t]*\r?\n/.test(text.slice(end, after.getStart(tree)));
    const below = isNear && !closing.has(after.kind) ? after : undefined;
    // Alone in braces, it is about nothing that is there.
    const isAlone =
      precedes?.kind === ts.SyntaxKind.OpenBraceToken &&
      after &&
      isSameLine(end, after.getStart(tree)) &&
      !follows;
    const isForward = follows !== undefined || precedes === undefined;
    const token = isAlone ? undefined : (follows ?? precedes ?? below);
    const words = token ? namesOf(token, tree, isForward) : [];
    const inFront = follows && precedes ? namesOf(precedes, tree, false) : [];
    const ownerAt = token?.getStart(tree) ?? start;
    return { text: match[0], start, owner: words[0] ?? null, words, inFront, ownerAt };
  });
}

const closing: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.SemicolonToken,
  ts.SyntaxKind.EndOfFileToken,
]);

function tokensOf(tree: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(tree);
    if (children.length === 0 && node.end > node.getStart(tree)) found.push(node);
    children.forEach(visit);
  };
  visit(tree);
  return found;
}

/** The names in the largest thing that begins, or ends, with a token. */
function namesOf(token: ts.Node, tree: ts.SourceFile, isForward: boolean): string[] {
  let node = token;
  // A block stays one, whatever goes out of it.
  if (token.kind === ts.SyntaxKind.OpenBraceToken) return ['{', ...wordsOf(token.parent, tree)];
  const isEdge = (outer: ts.Node): boolean =>
    isForward ? outer.getStart(tree) === token.getStart(tree) : outer.end === token.end;
  while (node.parent && !ts.isSourceFile(node.parent) && isEdge(node.parent)) {
    node = node.parent;
    if (ts.isClassElement(node)) return [String(node.name?.getText(tree).replace('#', ''))];
  }
  return wordsOf(node, tree);
}

function wordsOf(node: ts.Node, tree: ts.SourceFile): string[] {
  return [
    ...node
      .getText(tree)
      .replaceAll(/\/\*.*?\*\/|\/\/.*/g, '')
      .matchAll(/[\p{ID_Continue}$]+/gu),
  ]
    .map(([word]) => word)
    .filter(word => !common.has(word));
}

/** Words that mends put in or take out. */
const common = new Set(
  'return await async const onward this next foreach start true if void new inputs Inputs In sw type import from stepwell Promise bind declare private public Transition item unknown Error in as never'.split(
    ' ',
  ),
);
