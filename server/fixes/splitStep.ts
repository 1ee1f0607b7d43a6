import { ts } from 'ts-morph';
import { type Replacement, refuse } from '../edit/draft.js';
import { layoutAt } from '../edit/layout.js';
import { freeNameLike } from '../edit/naming.js';
import { methodOf } from '../edit/nodes.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import type { Refactored, Refactoring } from './refactorings.js';

/**
 * Makes steps of parts of a step: of the statements that are selected, or, with only a cursor, of all from there to the end.
 * What stood before goes on to the first part, and each part to the next.
 */
export function splitAt(subject: Refactored, selection: Span): Refactoring[] {
  const step = subject.flow.steps.find(
    ({ body, own }) => own && body.start < selection.start && selection.end < body.end,
  );
  const method = step && methodOf(subject, step);
  if (!step || !method?.body) return [];
  const statements = [...method.body.statements];
  const spans = statements.map(one => spanOf(one, subject.tree));
  const isSelection = selection.end > selection.start;
  const first = spans.findIndex(({ start, end }) =>
    isSelection ? end > selection.start : start <= selection.start && selection.start <= end,
  );
  if (first < 0) return [];
  const last = isSelection
    ? spans.findLastIndex(({ start }) => start < selection.end)
    : statements.length - 1;
  const title = isSelection ? 'Extract into a step' : `Split '${step.name}' in two here`;
  const kind = isSelection ? 'extract' : 'rewrite';
  if (last < first || (first === 0 && last === statements.length - 1)) return [];
  // A cut in front of the first statement would leave nothing before it.
  if (!isSelection && first === 0) return [];
  const parts = [statements.slice(0, first), statements.slice(first, last + 1), statements.slice(last + 1)];
  const reason = obstacle(step, method, parts);
  if (reason) return [{ title, kind, ...refuse(reason) }];
  return [{ title, kind, ok: true, replacements: cut(subject, step, method, parts) }];
}

/** Why the parts can't be steps of their own; null when they can. */
function obstacle(
  step: ParsedStep,
  method: ts.MethodDeclaration,
  [before = [], middle = [], after = []]: readonly (readonly ts.Statement[])[],
): string | null {
  // The last part goes on as the step did; what returns before it would leave the whole step.
  const returning = [...before, ...(after.length > 0 ? middle : [])].find(returns);
  if (returning) return `'${step.name}' returns before the cut: move the return behind it.`;
  for (const [earlier, later] of [
    [before, [...middle, ...after]],
    [[...before, ...middle], after],
  ] as const) {
    const [shared] = declaredIn(earlier).filter(name => later.some(one => mentions(one, name)));
    if (shared)
      return `'${shared}' is used on both sides of the cut: make it an artifact (this.${shared}) first.`;
  }
  const behind = [...middle, ...after];
  const parameter = method.parameters
    .flatMap(({ name }) => boundNames(name))
    .find(name => behind.some(one => mentions(one, name)));
  if (parameter) {
    return `The parameter '${parameter}' is used behind the cut: keep it in an artifact first.`;
  }
  return null;
}

function cut(
  subject: Refactored,
  step: ParsedStep,
  method: ts.MethodDeclaration,
  [before = [], middle = [], after = []]: readonly (readonly ts.Statement[])[],
): Replacement[] {
  const { text, tree, flow } = subject;
  const layout = layoutAt(subject, step);
  const { newline, indent, unit, semicolon } = layout;
  const inner = indent + unit;
  const nameOf = (wanted: string, taken: readonly string[]): string => {
    const free = freeNameLike({ ...flow, memberNames: [...flow.memberNames, ...taken] }, wanted);
    return free;
  };
  const part = nameOf(`${step.name}Part`, []);
  const rest = after.length > 0 ? nameOf(`${step.name}Rest`, [part]) : null;
  const goOn = (to: string): string => `return this.next(this.${to})${semicolon}`;
  const source = (statements: readonly ts.Statement[]): string => {
    const [first] = statements;
    const last = statements.at(-1);
    return first && last ? text.slice(fullStart(first, tree, text), last.end) : '';
  };
  const methodFor = (name: string, statements: readonly ts.Statement[], next: string | null): string => {
    const modifier = statements.some(awaits) ? 'async ' : '';
    const body = [source(statements), next === null ? '' : goOn(next)].filter(Boolean);
    return `${newline}${newline}${indent}@step() ${modifier}${name}() {${newline}${inner}${body.join(newline + inner)}${newline}${indent}}`;
  };
  const start = before.length > 0 ? before.at(-1)!.end : step.body.start + 1;
  const made = methodFor(part, middle, rest) + (rest === null ? '' : methodFor(rest, after, null));
  const end = method.body!.end - 1;
  return [
    { span: { start, end }, text: `${newline}${inner}${goOn(part)}${newline}${indent}` },
    { span: { start: step.full.end, end: step.full.end }, text: made },
  ];
}

/** With the comments that stand in front of a statement. */
function fullStart(statement: ts.Statement, tree: ts.SourceFile, text: string): number {
  const [comment] = ts.getLeadingCommentRanges(text, statement.pos) ?? [];
  return comment ? comment.pos : spanOf(statement, tree).start;
}

function returns(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, returns) ?? false);
}

function awaits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))
    return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false);
}

function declaredIn(statements: readonly ts.Statement[]): string[] {
  return statements.flatMap(statement => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
    }
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isNamed && statement.name ? [statement.name.text] : [];
  });
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** Whether a name of the same text stands there as a value; one that is declared anew inside counts too, to be on the safe side. */
function mentions(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) {
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
    const isKey = ts.isPropertyAssignment(parent) && parent.name === node;
    return node.text === name && !isMember && !isKey;
  }
  return ts.forEachChild(node, child => mentions(child, name)) ?? false;
}
