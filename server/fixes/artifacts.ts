import { ts } from 'ts-morph';
import { behindComments, withComments } from '../edit/comments.js';
import { insertion, type Replacement } from '../edit/draft.js';
import { wholeLines } from '../edit/layout.js';
import { newField } from '../edit/newField.js';
import { methodOf, nodeAt } from '../edit/nodes.js';
import { isItsOwn } from '../edit/signature.js';
import { stopAt } from '../edit/stop.js';
import { quoted, type Style, styleOf } from '../edit/style.js';
import type { Place } from '../parse/dataflow/places.js';
import { isConsole } from '../parse/expressions.js';
import { withoutCasts } from '../parse/literal.js';
import { isIdentifier } from '../parse/names.js';
import { isScript, spanOf } from '../parse/source.js';
import { type Case, type Fix, namesIn, textOf } from './fix.js';
import { withoutModifiers } from './modifiers.js';

/** A field that has no value when it is read gets one, or says that it may have none. */
export function giveValue(found: Case): Fix[] {
  const name = textOf(found, found.span);
  const field = found.parsed.dataflow(found.flow.graph.flow)?.members.fields.get(name);
  if (!field || field.initializer) return [];
  const { node, type } = field;
  const fixes: Fix[] = [];
  const value = type && emptyValue(type, styleOf(found.tree));
  const mark = node.exclamationToken;
  const isOpen = found.text[node.end - 1] !== ';';
  if (value) {
    fixes.push({
      title: `Give '${name}' the value ${value} to begin with`,
      replacements: [
        ...(mark ? [{ span: spanOf(mark, found.tree), text: '' }] : []),
        // A field that is only declared has no place for a value.
        ...withoutModifiers(found, node, [ts.SyntaxKind.DeclareKeyword]),
        isOpen
          ? insertion(node.end, ` = ${value}${stopAt(found.text, node.end, '')}`)
          : insertion(behindComments(found.text, node.type!.end), ` = ${value}`),
      ],
      preferred: true,
    });
  }
  // An accessor has a value, if only that of its type.
  if (node.type && !ts.isAutoAccessorPropertyDeclaration(node) && isReadWithCare(found, name)) {
    const replacement = mark
      ? { span: spanOf(mark, found.tree), text: '?' }
      : insertion(field.nameSpan.end, '?');
    fixes.push({ title: `Say that '${name}' may have no value`, replacements: [replacement] });
  }
  return fixes;
}

function emptyValue(type: string, style: Style): string | null {
  if (type === 'number') return '0';
  if (type === 'string') return quoted('', style);
  if (type === 'boolean') return 'false';
  if (type === 'bigint') return '0n';
  if (/^(?!.*(?:=>|&|\bkeyof\b)).*\[\]$|^(readonly )?(Array|ReadonlyArray)<.*>$/s.test(type)) return '[]';
  const generic = /^(Map|Set)<(.+)>$/s.exec(type);
  if (generic) return `new ${generic[1]}()`;
  // One of named keys lacks each of them.
  return /^Record<(string|number|symbol)\b/.test(type) ? '{}' : null;
}

/** Whether every place that reads an artifact can do with none, as far as that can be told without types. */
function isReadWithCare(found: Case, name: string): boolean {
  return found.parsed
    .places(found.flow.graph.flow)
    .filter(place => place.name === name && !harmless.has(place.role))
    .every(({ span }) => {
      const access = nodeAt(found.tree, span, ts.isIdentifier)?.parent;
      return access !== undefined && ts.isPropertyAccessExpression(access) && takesNone(access);
    });
}

/** What asks for no value. */
const harmless: ReadonlySet<Place['role']> = new Set([
  'declaration',
  'option',
  'write',
  'default',
  'test',
  'delete',
]);

/** Whether what an expression gives may be `undefined` there, whatever types are written around it. */
function takesNone(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return takesNone(parent);
  if (
    ts.isPropertyAccessExpression(parent) ||
    ts.isElementAccessExpression(parent) ||
    ts.isCallExpression(parent)
  ) {
    if (parent.expression === node) return parent.questionDotToken !== undefined;
    return ts.isCallExpression(parent) && isConsole(parent.expression);
  }
  if (ts.isBinaryExpression(parent)) return parent.left === node && carefree.has(parent.operatorToken.kind);
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return (
    ts.isIfStatement(parent) ||
    ts.isWhileStatement(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isTypeOfExpression(parent) ||
    ts.isExpressionStatement(parent) ||
    (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken)
  );
}

const carefree: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** A field for what a step catches. */
export function declareCaught(found: Case): Fix[] {
  const [written] = namesIn(`${textOf(found, found.span).replaceAll('"', "'")}`);
  const [first] = found.flow.steps.filter(({ own }) => own);
  const isTaken = written !== undefined && found.flow.memberNames.includes(written);
  if (!written || !isIdentifier(written) || isTaken || !first) return [];
  return [
    {
      title: `Declare the artifact '${written}'`,
      replacements: [newField(found, isScript(found.fileName) ? written : `${written}?: Error`)],
      preferred: true,
    },
  ];
}

/** What gives a promise is awaited, in a step that can. */
export function awaitIt(found: Case): Fix[] {
  const name = nodeAt(found.tree, found.span, ts.isIdentifier);
  const assignment = name && ts.findAncestor(name, ts.isBinaryExpression);
  const method = found.step && methodOf(found, found.step);
  if (!assignment || !method) return [];
  if (ts.findAncestor(assignment, ts.isFunctionLike) !== method) return [];
  // In a pattern, what is given is a part of what stands there.
  if (withoutCasts(assignment.left) !== name.parent) return [];
  const isAsync = method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  // Who calls it would have a promise.
  if (!isAsync && !isItsOwn(found, method, found.step!.name)) return [];
  const { start, end } = spanOf(assignment.right, found.tree);
  // What binds less tightly than a call is awaited as a whole.
  const isTight = ts.isLeftHandSideExpression(assignment.right);
  return [
    {
      title: "Add 'await'",
      replacements: [
        ...asyncMark(found, method),
        insertion(start, isTight ? 'await ' : 'await ('),
        ...(isTight ? [] : [insertion(end, ')')]),
      ],
      preferred: true,
    },
  ];
}

/** A method becomes one that can await, and says so in its type. */
function asyncMark({ tree }: Case, method: ts.MethodDeclaration): Replacement[] {
  if (method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) return [];
  const type = method.type && spanOf(method.type, tree);
  return [
    insertion(spanOf(method.name, tree).start, 'async '),
    ...(type ? [insertion(type.start, 'Promise<'), insertion(type.end, '>')] : []),
  ];
}

/** The statement of a transition that is never reached goes. */
export function removeDead(found: Case): Fix[] {
  const call = nodeAt(found.tree, found.span, ts.isCallExpression);
  const statement = call && ts.findAncestor(call, ts.isStatement);
  const block = statement?.parent;
  if (!statement || !block || !ts.isBlock(block)) return [];
  // What declares something may be spoken of by what stays.
  if (!ts.isReturnStatement(statement) && !ts.isExpressionStatement(statement)) return [];
  const isBehind = block.statements
    .slice(0, block.statements.indexOf(statement))
    .some(one => ts.isReturnStatement(one) || ts.isThrowStatement(one));
  if (!isBehind) return [];
  const removes = withComments(found.text, statement, found.tree);
  const span = wholeLines(found.text, removes);
  return [{ title: 'Remove what is never reached', replacements: [{ span, text: '' }], removes: [removes] }];
}
