import { ts } from 'ts-morph';
import type { Span } from './parsed.js';

/** The syntax tree of a text. TypeScript's parser makes one of any text; what it stumbled over is in `syntaxErrors`. */
export interface Source {
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly syntaxErrors: readonly SyntaxError[];
}

export interface SyntaxError {
  readonly message: string;
  readonly span: Span;
}

/** @throws RangeError when the text is nested more deeply than the parser's stack allows. */
export function readSource(text: string, fileName: string): Source {
  const tree = ts.createSourceFile(
    fileName,
    text,
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseAll },
    false,
    scriptKind(fileName),
  );
  linkParents(tree);
  return { text, tree, syntaxErrors: parseDiagnostics(tree).map(found => syntaxError(found, text)) };
}

/** Tells each node what it is part of, in the time that a walk takes; TypeScript's own way of it takes several times as long. */
function linkParents(tree: ts.SourceFile): void {
  // Sums of thousands of parts are as deep as they are long.
  const waiting: ts.Node[] = [tree];
  let parent: ts.Node = tree;
  const link = (child: ts.Node): void => {
    (child as { parent: ts.Node }).parent = parent;
    waiting.push(child);
  };
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    parent = node;
    const { jsDoc } = node as { readonly jsDoc?: readonly ts.JSDoc[] };
    if (jsDoc !== undefined) jsDoc.forEach(link);
    ts.forEachChild(node, link);
  }
}

/** A node without the blanks and comments before it. */
export function spanOf(node: ts.Node, tree: ts.SourceFile): Span {
  return { start: Math.min(node.getStart(tree, false), node.end), end: node.end };
}

/** What stands between the quotes of a string; one that has no end yet may be a quote alone. */
export function withoutQuotes({ start, end }: Span): Span {
  return { start: start + 1, end: Math.max(start + 1, end - 1) };
}

/** A node with its JSDoc. */
export function fullSpanOf(node: ts.Node, tree: ts.SourceFile): Span {
  return { start: Math.min(node.getStart(tree, true), node.end), end: node.end };
}

export function isScript(fileName: string): boolean {
  return /\.[cm]?jsx?$/i.test(fileName);
}

function scriptKind(fileName: string): ts.ScriptKind {
  if (/\.tsx$/i.test(fileName)) return ts.ScriptKind.TSX;
  if (isScript(fileName)) return ts.ScriptKind.JSX;
  return ts.ScriptKind.TS;
}

/** The compiler keeps these on the tree but leaves them out of its public type. */
function parseDiagnostics(tree: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  const { parseDiagnostics: found } = tree as ts.SourceFile & {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  return found ?? [];
}

function syntaxError(found: ts.DiagnosticWithLocation, text: string): SyntaxError {
  const start = Math.min(found.start, text.length);
  return {
    message: ts.flattenDiagnosticMessageText(found.messageText, ' '),
    span: { start, end: Math.min(start + found.length, text.length) },
  };
}
