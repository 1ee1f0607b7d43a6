import { ts } from 'ts-morph';
import { asBranch, endingIn } from '../edit/branchNames.js';
import { behindBrace, behindComments, endOfMember, ownEnd } from '../edit/comments.js';
import { insertion, type Refusal, type Removal, refuse } from '../edit/draft.js';
import { isOneLine, layoutAt } from '../edit/layout.js';
import { freeNameLike, memberAccess } from '../edit/naming.js';
import { decoratorLike } from '../edit/newMethod.js';
import { methodOf } from '../edit/nodes.js';
import { isCalled } from '../edit/signature.js';
import { codeNamed, type Members } from '../parse/dataflow/members.js';
import { namesOf } from '../parse/declarations.js';
import { propertyName } from '../parse/literal.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { boundNames, mentions } from './mentions.js';
import { keptWithin } from './parting.js';
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
  const options = optionsBehind(step, method, subject.tree);
  const isItsOwnBranch = asBranch(subject, step).some(({ span }) => holds(step.full, span));
  const reason =
    typeof options !== 'string'
      ? options.reason
      : isItsOwnBranch
        ? `'${step.name}' joins branches that end in itself, by its name: change that first.`
        : obstacle(subject, step, method, parts);
  if (reason !== null || typeof options !== 'string') return [{ title, kind, ...refuse(reason ?? '') }];
  return [{ title, kind, ...cut(subject, step, method, parts, options) }];
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The options that the parts behind the cut have as well: being tried again, timed and limited like the whole was. */
function optionsBehind(
  step: ParsedStep,
  method: ts.MethodDeclaration,
  tree: ts.SourceFile,
): string | Refusal {
  const decorator = ts.getDecorators(method)?.find(one => spanOf(one, tree).start === step.decorator.start);
  const call = decorator?.expression;
  const [given] = call && ts.isCallExpression(call) ? call.arguments : [];
  if (!given) return '';
  const unread = refuse(`What options '${step.name}' has can't be read from its decorator.`);
  if (!ts.isObjectLiteralExpression(given)) return unread;
  const kept: string[] = [];
  for (const property of given.properties) {
    const name = property.name && propertyName(property.name);
    if (typeof name !== 'string') return unread;
    // Caught in one part, an error would no longer keep the others from running.
    if (name === 'catch')
      return refuse(`'${step.name}' catches errors, which end the whole of it: take 'catch' away first.`);
    // What is said about an option is said where it stands.
    if (name !== 'start') kept.push(bare.printNode(ts.EmitHint.Unspecified, property, tree));
  }
  return kept.length > 0 ? `{ ${kept.join(', ')} }` : '';
}

const bare = ts.createPrinter({ removeComments: true });

/** Why the parts can't be steps of their own; null when they can. */
function obstacle(
  subject: Refactored,
  step: ParsedStep,
  method: ts.MethodDeclaration,
  [before = [], middle = [], after = []]: readonly (readonly ts.Statement[])[],
): string | null {
  const dataflow = subject.parsed.dataflow(subject.flow.graph.flow);
  const members = dataflow?.members;
  // The last part goes on as the step did; what returns before it would leave the whole step.
  const returning = [...before, ...(after.length > 0 ? middle : [])].find(returns);
  if (returning) return `'${step.name}' returns before the cut: move the return behind it.`;
  for (const [earlier, later] of [
    [before, [...middle, ...after]],
    [[...before, ...middle], after],
  ] as const) {
    const [shared] = declaredIn(earlier).filter(name => later.some(one => mentions(one, name)));
    if (shared) return `'${shared}' is used on both sides of the cut: ${mendFor(shared, earlier)}`;
  }
  const behind = [...middle, ...after];
  for (const [earlier, later] of [
    [before, behind],
    [[...before, ...middle], after],
  ] as const) {
    const reached = (part: readonly ts.Statement[]) =>
      part.flatMap(one => privateNames(one, method, members));
    const [kept] = reached(earlier).filter(name => reached(later).includes(name));
    if (kept) return `'${kept}' is used on both sides of the cut, and is not kept from step to step.`;
  }
  const deeds = dataflow?.deeds.get(step.name);
  const whole = { step, method, members, deeds, isCalled: isCalled(subject, step.name) };
  const kept =
    keptWithin(whole, before, behind) ??
    (after.length > 0 ? keptWithin(whole, [...before, ...middle], after) : null);
  if (kept) return kept;
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
  options: string,
): Removal {
  const { text, flow } = subject;
  const layout = layoutAt(subject, step);
  const { newline, indent, unit, semicolon } = layout;
  const inner = indent + unit;
  const nameOf = (wanted: string, taken: readonly string[]): string => {
    const free = freeNameLike({ ...flow, memberNames: [...flow.memberNames, ...taken] }, wanted);
    return free;
  };
  const part = nameOf(`${step.name}Part`, []);
  const rest = after.length > 0 ? nameOf(`${step.name}Rest`, [part]) : null;
  const goOn = (to: string): string => `return this.next(${memberAccess(to, subject.tree)})${semicolon}`;
  const all = [...before, ...middle, ...after];
  const source = (statements: readonly ts.Statement[]): string => {
    const last = statements.at(-1);
    if (!last) return '';
    const index = all.indexOf(statements[0]!);
    const start = behindStatement(subject, method, all[index - 1]);
    // What stands behind the last statement of the step stays behind it.
    const end = last === all.at(-1) ? method.body!.end - 1 : behindStatement(subject, method, last);
    return text.slice(start, end).trim();
  };
  const methodFor = (name: string, statements: readonly ts.Statement[], next: string | null): string => {
    const modifier = statements.some(awaits) ? 'async ' : '';
    const body = [source(statements), next === null ? '' : goOn(next)].filter(Boolean);
    const mark = decoratorLike(subject, step, newline + indent, options);
    return `${newline}${newline}${indent}${mark}${modifier}${name}() {${newline}${inner}${body.join(newline + inner)}${newline}${indent}}`;
  };
  const open = behindStatement(subject, method);
  const [first] = before;
  // What stands on the line of the brace begins a line of its own, now that there are more.
  const isBesideBrace =
    first !== undefined && isOneLine(text, { start: open, end: spanOf(first, subject.tree).start });
  const kept = isBesideBrace ? newline + inner + source(before) : '';
  const start = isBesideBrace ? open : behindStatement(subject, method, before.at(-1));
  const made = methodFor(part, middle, rest) + (rest === null ? '' : methodFor(rest, after, null));
  const end = method.body!.end - 1;
  const ending = endingIn(subject, step, rest ?? part);
  if (!ending.ok) return ending;
  const replacements = [
    { span: { start, end }, text: `${kept}${newline}${inner}${goOn(part)}${newline}${indent}` },
    insertion(endOfMember(text, step.full.end), made),
    ...ending.replacements,
  ];
  return { ok: true, replacements };
}

/** Private members, and the folder that a task has to itself. */
function privateNames(
  node: ts.Node,
  from: ts.ClassElement,
  members: Members | undefined,
  seen = new Set<ts.Node>(),
): string[] {
  if (ts.isIdentifier(node) && node.text === 'tempDir') return ['this.current.tempDir'];
  if (ts.isPrivateIdentifier(node) || (ts.isIdentifier(node) && isOfThis(node))) {
    const code = members && codeNamed(members, node.text, from);
    // A helper keeps nothing itself; what it uses may.
    if (code === undefined) return ts.isPrivateIdentifier(node) ? [`this.${node.text}`] : [];
    return code.flatMap(member => {
      if (seen.has(member)) return [];
      seen.add(member);
      const inside = ts.isPropertyDeclaration(member) ? member.initializer : bodyOf(member);
      return inside ? privateNames(inside, member, members, seen) : [];
    });
  }
  const found: string[] = [];
  ts.forEachChild(node, child => {
    found.push(...privateNames(child, from, members, seen));
  });
  return found;
}

function bodyOf(member: ts.ClassElement): ts.Node | undefined {
  return ts.isMethodDeclaration(member) || ts.isAccessor(member) ? member.body : undefined;
}

function isOfThis({ parent, text }: ts.Identifier): boolean {
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.name.text === text &&
    parent.expression.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** Behind a statement and what is said behind it on its line; without one, where the method's body begins. */
function behindStatement(
  { text, tree }: Refactored,
  { body }: ts.MethodDeclaration,
  statement?: ts.Statement,
): number {
  return statement
    ? behindComments(text, ownEnd(statement, tree))
    : behindBrace(text, spanOf(body!, tree).start + 1);
}

function returns(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, returns) ?? false);
}

function awaits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))
    return true;
  if (
    ts.isVariableDeclarationList(node) &&
    (node.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing
  )
    return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false);
}

function declaredIn(statements: readonly ts.Statement[]): string[] {
  return statements.flatMap(statement => [...namesOf(statement), ...hoistedIn(statement)]);
}

/** A value is kept from step to step by an artifact; what only code has by its name is none. */
function mendFor(name: string, statements: readonly ts.Statement[]): string {
  const isValue = !statements.some(one => namesOf(one).includes(name) && isOfCode(one));
  return isValue ? `make it an artifact (this.${name}) first.` : 'declare it outside of the class first.';
}

function isOfCode(statement: ts.Statement): boolean {
  return (
    ts.isTypeAliasDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement)
  );
}

/** What `var` declares further inside holds for the whole method. */
function hoistedIn(node: ts.Node): string[] {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return [];
  const isVar = ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0;
  const own = isVar ? node.declarations.flatMap(({ name }) => boundNames(name)) : [];
  const inside: string[] = [];
  ts.forEachChild(node, child => {
    inside.push(...hoistedIn(child));
  });
  return [...own, ...inside];
}
