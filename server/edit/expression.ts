import { ts } from 'ts-morph';
import { type Refusal, refuse } from './draft.js';

/**
 * Where an expression is to stand: alone between brackets, among others that a comma parts, or beside an operator that would take parts
 * of a looser one for its own.
 */
export type Standing = 'alone' | 'listed' | 'operand';

/** What a person wrote as an expression, in brackets where it needs them; or why it is none. `what` it was meant for begins the reason. */
export function expressionFrom(
  written: string,
  what: string,
  standing: Standing,
): { readonly ok: true; readonly code: string } | Refusal {
  const code = written.trim();
  if (code === '') return refuse(`${what}: nothing is written.`);
  const read = readAs(code, 'void (\n', '\n);');
  if (typeof read === 'string') return refuse(`${what}: ${read}`);
  const [statement, more] = read.statements;
  const outer =
    statement && ts.isExpressionStatement(statement) && ts.isVoidExpression(statement.expression)
      ? statement.expression.expression
      : null;
  // What closes the bracket in front of it is none.
  if (more || !outer || !ts.isParenthesizedExpression(outer) || outer.end !== read.text.length - 1)
    return refuse(`${what}: Expression expected.`);
  const inside = outer.expression;
  const behind = ts.getTrailingCommentRanges(read.text, inside.end) ?? [];
  if (behind.some(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia))
    return refuse(`${what}: a comment at its end would hide what follows.`);
  return { ok: true, code: needsBrackets(inside, standing) ? `(${code})` : code };
}

/** What a person wrote as a type; or why it is none. */
export function typeFrom(
  written: string,
  what: string,
): { readonly ok: true; readonly code: string } | Refusal {
  const code = written.trim();
  const read = readAs(code, 'type T = [\n', '\n];');
  if (typeof read === 'string') return refuse(`${what}: ${read}`);
  const [statement, more] = read.statements;
  const list =
    statement && ts.isTypeAliasDeclaration(statement) && ts.isTupleTypeNode(statement.type)
      ? statement.type
      : null;
  const [only, other] = list?.elements ?? [];
  if (more || !list || !only || other || list.end !== read.text.length - 1 || /\/[/*]/.test(code))
    return refuse(`${what}: Type expected.`);
  return { ok: true, code };
}

/** The tree of a text between two others, or what is wrong with it. */
function readAs(code: string, before: string, after: string): ts.SourceFile | string {
  const text = `${before}${code}${after}`;
  const tree = ts.createSourceFile('written.ts', text, ts.ScriptTarget.Latest, true) as ts.SourceFile & {
    readonly parseDiagnostics: readonly ts.Diagnostic[];
  };
  const [first] = tree.parseDiagnostics;
  return first ? ts.flattenDiagnosticMessageText(first.messageText, ' ') : tree;
}

function needsBrackets(node: ts.Expression, standing: Standing): boolean {
  if (standing === 'alone') return false;
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.CommaToken) return true;
    return standing === 'operand' && (loose.has(kind) || isAssignment(kind));
  }
  return (
    standing === 'operand' &&
    (ts.isConditionalExpression(node) || ts.isArrowFunction(node) || ts.isYieldExpression(node))
  );
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** What binds no tighter than `&&`. */
const loose: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** A value that is written down as such, of which one knows what it is: not a name, a call or a sum. */
export function isPlain(code: string): boolean {
  return /^(?:\[|\{|['"`]|(?:true|false|null|undefined)$|[-+]?\.?\d[\w.]*$)/.test(code);
}
