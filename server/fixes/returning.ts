import { ts } from 'ts-morph';
import { behindComments, withComments } from '../edit/comments.js';
import { insertion } from '../edit/draft.js';
import { indentAt, wholeLines } from '../edit/layout.js';
import { nodeAt } from '../edit/nodes.js';
import { spanOf } from '../parse/source.js';
import type { Case, Fix } from './fix.js';

/** A transition whose result is thrown away is returned: where it stands, or, where more is to be done, behind that. */
export function returnIt(found: Case): Fix[] {
  const { text, tree } = found;
  const call = nodeAt(tree, found.span, ts.isCallExpression);
  const meant = call && statementOf(call, tree);
  if (!meant) return [];
  const { statement, condition, written } = meant;
  const { parent } = statement;
  const stop = text[statement.end - 1] === ';' ? ';' : '';
  if (condition !== null) {
    const replacement = { span: spanOf(statement, tree), text: `if (${condition}) return ${written}${stop}` };
    return [{ title: "Add 'return'", replacements: [replacement], preferred: true }];
  }
  const block = ts.isBlock(parent) ? parent.statements : null;
  const last = block?.at(-1);
  if (!block || !last || last === statement) {
    const replacement = { span: spanOf(statement, tree), text: `return ${written}${stop}` };
    return [{ title: "Add 'return'", replacements: [replacement], preferred: true }];
  }
  // Returned here, it would keep the rest from being done.
  const own = withComments(text, statement, tree);
  const { start, end } = spanOf(statement, tree);
  const moved = `${text.slice(own.start, start)}return ${written}${stop}${text.slice(end, own.end)}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const at = behindComments(text, last.end);
  const isOnOwnLines =
    text.slice(own.end, last.pos + 1).includes('\n') || text.slice(start, last.end).includes('\n');
  return [
    {
      title: 'Return it at the end',
      replacements: [
        { span: wholeLines(text, own), text: '' },
        insertion(at, isOnOwnLines ? `${newline}${indentAt(text, last.end)}${moved}` : ` ${moved}`),
      ],
      preferred: true,
    },
  ];
}

interface Meant {
  readonly statement: ts.ExpressionStatement;
  /** What has to hold for the transition to be meant; null where it always is. */
  readonly condition: string | null;
  /** What is to be returned. */
  readonly written: string;
}

/** The statement that a call stands in, where it can be one that returns it. */
function statementOf(call: ts.CallExpression, tree: ts.SourceFile): Meant | null {
  let written = call.getText(tree);
  let node: ts.Expression = call;
  let condition: string | null = null;
  for (;;) {
    const { parent } = node;
    if (ts.isExpressionStatement(parent)) return { statement: parent, condition, written };
    if (ts.isParenthesizedExpression(parent) || ts.isAwaitExpression(parent) || ts.isVoidExpression(parent)) {
      node = parent;
    } else if (ts.isConditionalExpression(parent) && condition === null && node !== parent.condition) {
      if (![parent.whenTrue, parent.whenFalse].every(isTransition)) return null;
      written = parent.getText(tree);
      node = parent;
    } else if (ts.isBinaryExpression(parent) && condition === null && node === parent.right) {
      condition = conditionOf(parent, tree);
      if (condition === null) return null;
      node = parent;
    } else return null;
  }
}

function conditionOf(
  { left, operatorToken: { kind } }: ts.BinaryExpression,
  tree: ts.SourceFile,
): string | null {
  const text = left.getText(tree);
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return text;
  return kind === ts.SyntaxKind.BarBarToken ? `!(${text})` : null;
}

function isTransition(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isTransition(node.expression);
  if (ts.isConditionalExpression(node)) return isTransition(node.whenTrue) && isTransition(node.whenFalse);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return expression.kind === ts.SyntaxKind.ThisKeyword && (name.text === 'next' || name.text === 'foreach');
}
