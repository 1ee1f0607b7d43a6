import { ts } from 'ts-morph';

/** How a file is written, whoever wrote it: what is put into it is written so as well. */
export interface Style {
  readonly newline: string;
  /** `;` or nothing. */
  readonly semicolon: string;
  readonly quote: "'" | '"';
}

const known = new WeakMap<ts.SourceFile, Style>();

/** How a file is written, by what most of it does. */
export function styleOf(tree: ts.SourceFile): Style {
  let style = known.get(tree);
  if (style === undefined) {
    style = countedIn(tree);
    known.set(tree, style);
  }
  return style;
}

/** How the lines of a text end. */
export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A text in the quotes of a file. */
export function quoted(content: string, { quote }: Style): string {
  const escaped = JSON.stringify(content).slice(1, -1);
  return quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function countedIn(tree: ts.SourceFile): Style {
  const { text } = tree;
  const stops: boolean[] = [];
  const imported: boolean[] = [];
  const others: boolean[] = [];
  // Sums of thousands of parts are as deep as they are long.
  const open: ts.Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    const at: ts.Node = node;
    if (mayEndInStop(at) && !isFollowed(at, text)) stops.push(text[at.end - 1] === ';');
    if (ts.isStringLiteral(at) && !ts.isJsxAttribute(at.parent) && !/['"]/.test(at.text)) {
      const isOfModule = ts.isImportDeclaration(at.parent) || ts.isExportDeclaration(at.parent);
      (isOfModule ? imported : others).push(text[at.end - 1] === '"');
    }
    ts.forEachChild(at, child => {
      open.push(child);
    });
  }
  const quotes = imported.length > 0 ? imported : others;
  return {
    newline: newlineOf(text),
    semicolon: howMany(stops) * 2 >= stops.length ? ';' : '',
    quote: howMany(quotes) * 2 > quotes.length ? '"' : "'",
  };
}

function howMany(answers: readonly boolean[]): number {
  return answers.filter(Boolean).length;
}

function mayEndInStop(node: ts.Node): boolean {
  return (
    ts.isReturnStatement(node) ||
    // A lone word is one that is being written.
    (ts.isExpressionStatement(node) && !ts.isIdentifier(node.expression)) ||
    ts.isVariableStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isImportDeclaration(node) ||
    ts.isPropertyDeclaration(node)
  );
}

/** One in front of another on its line has to end in a stop, whoever writes it. */
function isFollowed({ end }: ts.Node, text: string): boolean {
  return /^[ \t]*[^\s}/]/.test(text.slice(end, end + 200).split(/[\r\n]/, 1)[0] ?? '');
}
