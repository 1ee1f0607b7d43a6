import { ts } from 'ts-morph';
import { type Refusal, refuse, type Subject } from './draft.js';
import { settled } from './indent.js';
import { indentAt } from './layout.js';
import { isMemberName } from './naming.js';
import { newlineOf } from './style.js';

/**
 * Where an expression is to stand: alone between brackets, among others that a comma parts, or beside an operator that would take parts
 * of a looser one for its own.
 */
export type Standing = 'alone' | 'listed' | 'operand';

/** The code that something is put into. */
export interface Surroundings {
  readonly newline: string;
  /** In front of the line that it is put into. */
  readonly indent: string;
  /** It may wait there, as in an async method. */
  readonly mayWait: boolean;
}

/** What is around a place in a text. */
export function surroundingsAt(
  { text }: Pick<Subject, 'text'>,
  at: number,
  code?: ts.Node | null,
): Surroundings {
  return {
    newline: newlineOf(text),
    indent: indentAt(text, at),
    mayWait: code !== undefined && code !== null && isAsync(code),
  };
}

export interface Written {
  readonly ok: true;
  readonly code: string;
  /** What it is, in a tree of its own. */
  readonly node: ts.Expression;
}

/** What a person wrote as an expression, in brackets where it needs them; or why it is none. `what` it was meant for begins the reason. */
export function expressionFrom(
  written: string,
  what: string,
  standing: Standing,
  { newline, indent, mayWait }: Surroundings,
): Written | Refusal {
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
  const node = outer.expression;
  const behind = ts.getTrailingCommentRanges(read.text, node.end) ?? [];
  if (behind.some(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia))
    return refuse(`${what}: a comment at its end would hide what follows.`);
  const [first] = ts.getLeadingCommentRanges(read.text, node.pos) ?? [];
  // Behind `return`, a line break ends the statement.
  if (first && /[\r\n]/.test(read.text.slice(first.pos, node.getStart(read))))
    return refuse(`${what}: a comment stands on a line before it.`);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken)
    return refuse(`${what}: one value is meant, and commas part several.`);
  const odd = outOfPlace(node, mayWait);
  if (odd !== null) return refuse(`${what}: ${odd}`);
  const start = outer.getStart(read) + 1;
  const inside = read.text.slice(start, outer.end - 1);
  const span = {
    start: start + (inside.length - inside.trimStart().length),
    end: start + inside.trimEnd().length,
  };
  const put = settled(read, span, newline, indent);
  return { ok: true, code: needsBrackets(node, standing) ? `(${put})` : put, node };
}

/** What a person wrote as a type; or why it is none. */
export function typeFrom(
  written: string,
  what: string,
  { newline, indent }: Surroundings,
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
  const isOne = !more && list && only && !other && !list.elements.hasTrailingComma;
  if (!isOne || list.end !== read.text.length - 1 || /\/[/*]/.test(code) || !isOfField(only))
    return refuse(`${what}: Type expected.`);
  const put = settled(read, { start: only.getStart(read), end: only.end }, newline, indent);
  return { ok: true, code: put };
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

/** Why something can't stand in a step, or a field, that could elsewhere: TypeScript says so only when it looks at the whole. */
function outOfPlace(node: ts.Node, mayWait: boolean): string | null {
  if (ts.isAwaitExpression(node) && !mayWait) return "'await' can only stand in a step that is marked async.";
  if (ts.isYieldExpression(node)) return "'yield' can only stand in a generator, and no step is one.";
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword)
    return "'new.target' can only stand in a function.";
  if (ts.isIdentifier(node) && reserved.has(node.text) && !isMemberName(node))
    return `'${node.text}' can't be a name in a class.`;
  const isScope = ts.isFunctionLike(node) && !ts.isArrowFunction(node);
  const waits = ts.isFunctionLike(node) ? isAsync(node) : mayWait;
  if (isScope && 'asteriskToken' in node && node.asteriskToken) return null;
  return ts.forEachChild(node, child => outOfPlace(child, waits) ?? undefined) ?? null;
}

/** A method, or a function, in which something may be waited for. */
export function isAsync(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false)
  );
}

/** Words that are none of a program's own in a class, whose code is strict. */
const reserved: ReadonlySet<string> = new Set([
  'await',
  'implements',
  'interface',
  'let',
  'package',
  'private',
  'protected',
  'public',
  'static',
  'yield',
]);

/** Whether a name can be that of a variable or a parameter in a class. */
export function isVariableName(name: string): boolean {
  if (reserved.has(name) || name === 'arguments' || name === 'eval' || name === 'undefined') return false;
  const read = readAs(name, 'var ', ';');
  if (typeof read === 'string') return false;
  const [statement, more] = read.statements;
  const list = statement && ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  return !more && list.length === 1 && ts.isIdentifier(list[0]!.name) && list[0]!.name.text === name;
}

/** A type that a field can have: not what only stands in lists, in results or in parts of other types. */
function isOfField(type: ts.TypeNode): boolean {
  return !(
    ts.isNamedTupleMember(type) ||
    ts.isRestTypeNode(type) ||
    ts.isOptionalTypeNode(type) ||
    ts.isTypePredicateNode(type) ||
    ts.isInferTypeNode(type) ||
    (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.UniqueKeyword) ||
    (type.kind >= ts.SyntaxKind.FirstJSDocNode && type.kind <= ts.SyntaxKind.LastJSDocNode)
  );
}

function needsBrackets(node: ts.Expression, standing: Standing): boolean {
  if (standing !== 'operand') return false;
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return loose.has(kind) || isAssignment(kind);
  }
  return ts.isConditionalExpression(node) || ts.isArrowFunction(node);
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** What binds no tighter than `&&`. */
const loose: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);
