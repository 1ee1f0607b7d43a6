import { ts } from 'ts-morph';

/**
 * The `;` behind something that is put into a text: as its author writes it, and always where the next line would otherwise be read as going on, as one
 * that begins with a bracket is.
 */
export function stopAt(text: string, at: number, semicolon: string): string {
  if (semicolon !== '') return semicolon;
  return goesOn.has(firstToken(text, at)) ? ';' : '';
}

function firstToken(text: string, at: number): ts.SyntaxKind {
  const scanner = ts.createScanner(
    ts.ScriptTarget.Latest,
    true,
    ts.LanguageVariant.Standard,
    text,
    undefined,
    at,
  );
  return scanner.scan();
}

/** What, at the beginning of a line, goes on with the one before. */
const goesOn: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.OpenParenToken,
  ts.SyntaxKind.OpenBracketToken,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.SlashEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.DotToken,
  ts.SyntaxKind.QuestionDotToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.InKeyword,
  ts.SyntaxKind.InstanceOfKeyword,
]);

/** Whether another statement may follow on the same line. */
export function isStopped(statement: ts.Statement, text: string): boolean {
  if (text[statement.end - 1] === ';') return true;
  if (ts.isIfStatement(statement)) return isStopped(statement.elseStatement ?? statement.thenStatement, text);
  if (ts.isLabeledStatement(statement)) return isStopped(statement.statement, text);
  if (ts.isDoStatement(statement)) return false;
  if (ts.isIterationStatement(statement, false)) return isStopped(statement.statement, text);
  return !(
    ts.isExpressionStatement(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakOrContinueStatement(statement) ||
    ts.isDebuggerStatement(statement)
  );
}
