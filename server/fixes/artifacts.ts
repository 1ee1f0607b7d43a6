import { ts } from 'ts-morph';
import { behindBrace, withComments } from '../edit/comments.js';
import { insertion, type Replacement } from '../edit/draft.js';
import { endOfMember, isOneLine, layoutAt, wholeLines } from '../edit/layout.js';
import { freeNameLike } from '../edit/naming.js';
import { methodOf, nodeAt } from '../edit/nodes.js';
import { respelt } from '../parse/dataflow/places.js';
import { isIdentifier } from '../parse/names.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { type Case, type Fix, namesIn, textOf } from './fix.js';

/** A field that has no value when it is read gets one, or says that it may have none. */
export function giveValue(found: Case): Fix[] {
  const name = textOf(found, found.span);
  const field = found.parsed.dataflow(found.flow.graph.flow)?.members.fields.get(name);
  if (!field || field.initializer) return [];
  const { node, type } = field;
  const fixes: Fix[] = [];
  const value = type && emptyValue(type);
  const mark = node.exclamationToken;
  if (value) {
    fixes.push({
      title: `Give '${name}' the value ${value} to begin with`,
      replacements: [
        ...(mark ? [{ span: spanOf(mark, found.tree), text: '' }] : []),
        // A field that is only declared has no place for a value.
        ...withoutModifiers(found, node, [ts.SyntaxKind.DeclareKeyword]),
        insertion(node.type!.end, ` = ${value}`),
      ],
      preferred: true,
    });
  }
  if (node.type && isReadWithCare(found, name)) {
    const replacement = mark
      ? { span: spanOf(mark, found.tree), text: '?' }
      : insertion(field.nameSpan.end, '?');
    fixes.push({ title: `Say that '${name}' may have no value`, replacements: [replacement] });
  }
  return fixes;
}

function emptyValue(type: string): string | null {
  if (type === 'number') return '0';
  if (type === 'string') return "''";
  if (type === 'boolean') return 'false';
  if (type === 'bigint') return '0n';
  if (/\[\]$|^(readonly )?(Array|ReadonlyArray)</.test(type)) return '[]';
  const generic = /^(Map|Set)<(.+)>$/s.exec(type);
  if (generic) return `new ${generic[1]}()`;
  // One of named keys lacks each of them.
  return /^Record<(string|number|symbol)\b/.test(type) ? '{}' : null;
}

/** Whether every place that reads an artifact can do with none, as far as that can be told without types. */
function isReadWithCare(found: Case, name: string): boolean {
  return found.parsed
    .places(found.flow.graph.flow)
    .filter(place => place.name === name && place.role === 'read')
    .every(({ span }) => {
      const access = nodeAt(found.tree, span, ts.isIdentifier)?.parent;
      return access === undefined || !ts.isPropertyAccessExpression(access) || !needsValue(access);
    });
}

function needsValue(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return needsValue(parent);
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.expression === node && parent.questionDotToken === undefined;
  if (ts.isCallExpression(parent)) return parent.expression === node && parent.questionDotToken === undefined;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.expression === node;
  if (ts.isBinaryExpression(parent)) return arithmetic.has(parent.operatorToken.kind);
  return (
    ts.isSpreadElement(parent) ||
    (ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken)
  );
}

const arithmetic: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

/** Takes modifiers of a member away, each with the blanks behind it. */
function withoutModifiers(
  { text, tree }: Case,
  node: ts.PropertyDeclaration,
  kinds: readonly ts.SyntaxKind[],
): Replacement[] {
  return (node.modifiers ?? [])
    .filter(({ kind }) => kinds.includes(kind))
    .map(modifier => {
      const { start, end } = spanOf(modifier, tree);
      const blanks = /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
      return { span: { start, end: end + blanks }, text: '' };
    });
}

/** A field for what a step catches. */
export function declareCaught(found: Case): Fix[] {
  const [written] = namesIn(`${textOf(found, found.span).replaceAll('"', "'")}`);
  const [first] = found.flow.steps.filter(({ own }) => own);
  const isTaken = written !== undefined && found.flow.memberNames.includes(written);
  if (!written || !isIdentifier(written) || isTaken || !first) return [];
  return [declareField(found, written, 'Error')];
}

function declareField(found: Case, name: string, type: string): Fix {
  const [first] = found.flow.steps.filter(({ own }) => own);
  const fields = [...(found.parsed.dataflow(found.flow.graph.flow)?.members.fields.values() ?? [])];
  const last = fields.filter(({ full }) => !full.elsewhere && full.start >= found.flow.members.start).at(-1);
  const replacement = newField(found, first!, last?.full.end ?? null, `${name}?: ${type}`);
  return { title: `Declare the artifact '${name}'`, replacements: [replacement], preferred: true };
}

/** A field behind the member that ends at a place, or the first of all; on a line of its own, unless the whole class is on one. */
function newField(found: Case, beside: ParsedStep, behind: number | null, field: string): Replacement {
  const { text, flow } = found;
  const { newline, indent, semicolon } = layoutAt(found, beside);
  if (isOneLine(text, flow.full)) return insertion(behind ?? flow.members.start, ` ${field};`);
  const at = behind === null ? behindBrace(text, flow.members.start) : endOfMember(text, behind);
  return insertion(at, `${newline}${indent}${field}${semicolon}`);
}

/** What gives a promise is awaited, in a step that can. */
export function awaitIt(found: Case): Fix[] {
  const name = nodeAt(found.tree, found.span, ts.isIdentifier);
  const assignment = name && ts.findAncestor(name, ts.isBinaryExpression);
  const method = found.step && methodOf(found, found.step);
  if (!assignment || !method) return [];
  const isAsync = method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const inOtherFunction = ts.findAncestor(assignment, ts.isFunctionLike) !== method;
  if (inOtherFunction) return [];
  return [
    {
      title: "Add 'await'",
      replacements: [
        ...(isAsync ? [] : [insertion(found.step!.nameSpan.start, 'async ')]),
        insertion(spanOf(assignment.right, found.tree).start, 'await '),
      ],
      preferred: true,
    },
  ];
}

/** A function in a field becomes a private one, which a run does not store. */
export function makePrivate(found: Case): Fix[] {
  const name = textOf(found, found.span);
  const places = found.parsed.places(found.flow.graph.flow).filter(place => place.name === name);
  const isPlain = places.every(({ form, on }) => form === 'plain' && (on === null || on === 'flow'));
  if (found.problem.step !== null || !isPlain || !isIdentifier(name)) return [];
  return [
    {
      title: `Make '${name}' private: '#${name}'`,
      replacements: [
        ...places.flatMap(place => (place.role === 'declaration' ? accessOf(found, place.span) : [])),
        ...places.map(({ span }) => ({ span, text: `#${name}` })),
      ],
      preferred: true,
    },
  ];
}

/** The words that a private name can't have before it. */
function accessOf(found: Case, span: Span): Replacement[] {
  const property = nodeAt(found.tree, span, ts.isIdentifier)?.parent;
  if (!property || !ts.isPropertyDeclaration(property)) return [];
  return withoutModifiers(found, property, [
    ts.SyntaxKind.PublicKeyword,
    ts.SyntaxKind.ProtectedKeyword,
    ts.SyntaxKind.PrivateKeyword,
    ts.SyntaxKind.OverrideKeyword,
  ]);
}

/** A step that assigns a parameter gets an artifact of its own. */
export function ownArtifact(found: Case): Fix[] {
  const { flow, step } = found;
  const parameter = textOf(found, found.span);
  const declared = found.parsed
    .places(flow.graph.flow)
    .find(one => one.name === parameter && one.role === 'declaration');
  const property = declared && nodeAt(found.tree, declared.span, ts.isIdentifier)?.parent;
  if (!step || !property || !ts.isPropertyDeclaration(property)) return [];
  const name = freeNameLike(flow, `own${parameter.charAt(0).toUpperCase()}${parameter.slice(1)}`);
  const inStep = found.parsed
    .places(flow.graph.flow)
    .filter(
      one => one.name === parameter && one.span.start >= step.body.start && one.span.end <= step.body.end,
    );
  return [
    {
      title: `Use an artifact '${name}' in its place`,
      replacements: [
        newField(found, step, property.end, `${name} = this.${parameter}`),
        ...inStep.map(place => ({ span: place.span, text: respelt(place, name) })),
      ],
    },
  ];
}

/** The statement of a transition that is never reached goes. */
export function removeDead(found: Case): Fix[] {
  const call = nodeAt(found.tree, found.span, ts.isCallExpression);
  const statement = call && ts.findAncestor(call, ts.isStatement);
  const block = statement?.parent;
  if (!statement || !block || !ts.isBlock(block)) return [];
  const isBehind = block.statements
    .slice(0, block.statements.indexOf(statement))
    .some(one => ts.isReturnStatement(one) || ts.isThrowStatement(one));
  if (!isBehind) return [];
  const removes = withComments(found.text, statement, found.tree);
  const span = wholeLines(found.text, removes);
  return [{ title: 'Remove what is never reached', replacements: [{ span, text: '' }], removes }];
}
