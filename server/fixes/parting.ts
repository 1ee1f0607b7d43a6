import { ts } from 'ts-morph';
import { usesArguments } from '../edit/signature.js';
import type { Deeds } from '../parse/dataflow/deeds.js';
import { codeNamed, type Members } from '../parse/dataflow/members.js';
import { declarationOf } from '../parse/declarations.js';
import type { ParsedStep } from '../parse/parsed.js';
import { isScript, spanOf } from '../parse/source.js';
import { leavesAsItIs } from './decorators.js';
import { oneObject } from './sameObject.js';

type Part = readonly ts.Statement[];

/** What is known of a step that is to be taken apart. */
export interface Whole {
  readonly step: ParsedStep;
  readonly method: ts.MethodDeclaration;
  readonly members: Members | undefined;
  readonly deeds: Deeds | undefined;
  /** Other code calls it as a method. */
  readonly isCalled: boolean;
}

/** What a step keeps for as long as it runs, and one in its place would not find any more; null when there is no such thing. */
export function keptWithin(whole: Whole, earlier: Part, later: Part): string | null {
  const { step, method } = whole;
  const tree = method.getSourceFile();
  const meant = (ts.getDecorators(method) ?? []).find(
    one => spanOf(one, tree).start !== step.decorator.start && !leavesAsItIs(one),
  );
  if (meant) return `'${step.name}' has another decorator, ${nameOf(meant)}, which may mean the whole of it.`;
  if (whole.isCalled) return `'${step.name}' is called by other code, which means the whole of it.`;
  if (later.some(usesArguments))
    return `'arguments' are used behind the cut, where they would be those of another step.`;
  if (earlier.some(isUsing))
    return `What '${step.name}' uses until its end (using) would be let go at the cut.`;
  const before = reached(earlier, whole);
  const after = reached(later, whole);
  if (before.some(changesProcess))
    return `'${step.name}' changes something about its process, which is put back when a step ends.`;
  const shared = sharedByModule(before, after);
  if (shared) return `'${shared}' is used on both sides of the cut, and is not kept from step to step.`;
  const narrowed = isScript(method.getSourceFile().fileName) ? null : narrowedIn(whole, earlier, later);
  if (narrowed)
    return `What 'this.${narrowed}' is behind the cut follows from what is before it: take it into a constant of its own there first.`;
  const [one, other] = oneObject(earlier, changedIn(whole, later)) ?? [];
  return one
    ? `'this.${one}' and 'this.${other}' may be one object before the cut, and would be two behind it.`
    : null;
}

function nameOf({ expression }: ts.Decorator): string {
  return `@${(ts.isCallExpression(expression) ? expression.expression : expression).getText()}`;
}

/** The parts themselves, and the code of this file that they call. */
function reached(part: Part, { method, members }: Whole): ts.Node[] {
  const found = new Set<ts.Node>(part);
  for (const node of found) {
    const visit = (at: ts.Node): void => {
      for (const code of codeOf(at, method, members)) found.add(code);
      ts.forEachChild(at, visit);
    };
    visit(node);
  }
  return [...found];
}

function codeOf(node: ts.Node, from: ts.ClassElement, members: Members | undefined): readonly ts.Node[] {
  if (!ts.isIdentifier(node)) return [];
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    if (parent.expression.kind !== ts.SyntaxKind.ThisKeyword || !members) return [];
    // What else the flow goes on to runs by itself.
    return isTarget(parent) ? [] : (codeNamed(members, node.text, from) ?? []);
  }
  const declared = declarationOf(node.text, node);
  return declared?.kind === 'function' && declared.node.body ? [declared.node.body] : [];
}

function isTarget({ parent }: ts.Node): boolean {
  const callee = ts.isCallExpression(parent) && parent.expression;
  return (
    callee !== false &&
    ts.isPropertyAccessExpression(callee) &&
    (callee.name.text === 'next' || callee.name.text === 'foreach')
  );
}

/** Holds something until the end of the block it stands in. */
function isUsing(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  const kind = statement.declarationList.flags & ts.NodeFlags.BlockScoped;
  return kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing;
}

/** Sets the folder, the environment or anything else that belongs to the process and not to the flow. */
function changesProcess(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    const { expression: callee } = node;
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
    if (name === 'chdir' || name === 'umask') return true;
    if (name === 'assign' && node.arguments[0] && isOfProcess(node.arguments[0])) return true;
  }
  const changed = changedBy(node);
  return (changed !== null && isOfProcess(changed)) || (ts.forEachChild(node, changesProcess) ?? false);
}

function isOfProcess(node: ts.Expression): boolean {
  const root = rootOf(node);
  return ts.isIdentifier(root) && ['process', 'globalThis', 'global', 'console'].includes(root.text);
}

/** What an expression assigns, deletes or changes in place. */
function changedBy(node: ts.Node): ts.Expression | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? node.left : null;
  }
  if (ts.isDeleteExpression(node)) return node.expression;
  if (ts.isPostfixUnaryExpression(node)) return node.operand;
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
      ? node.operand
      : null;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  return changing.has(node.expression.name.text) ? node.expression.expression : null;
}

const changing: ReadonlySet<string> = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear append write'.split(' '),
);

function rootOf(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isPropertyAccessExpression(at) ||
    ts.isElementAccessExpression(at) ||
    ts.isParenthesizedExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isAsExpression(at)
  )
    at = at.expression;
  return at;
}

/** A variable of the module, or a static field, that one part changes and the other speaks of. */
function sharedByModule(before: readonly ts.Node[], after: readonly ts.Node[]): string | null {
  const changedIn = (nodes: readonly ts.Node[]): Set<string> => {
    const names = new Set<string>();
    const visit = (node: ts.Node): void => {
      const changed = changedBy(node);
      for (const name of changed ? moduleNames(changed) : []) names.add(name);
      ts.forEachChild(node, visit);
    };
    nodes.forEach(visit);
    return names;
  };
  const namedIn = (nodes: readonly ts.Node[]): Set<string> => new Set(nodes.flatMap(moduleNames));
  const [early, late] = [namedIn(before), namedIn(after)];
  return (
    [...changedIn(before)].find(name => late.has(name)) ??
    [...changedIn(after)].find(name => early.has(name)) ??
    null
  );
}

/** The variables and classes of the module that are named somewhere. */
function moduleNames(node: ts.Node): string[] {
  const found: string[] = [];
  const visit = (at: ts.Node): void => {
    const isMember = ts.isIdentifier(at) && ts.isPropertyAccessExpression(at.parent) && at.parent.name === at;
    if (ts.isIdentifier(at) && !isMember && isOfModule(at)) found.push(at.text);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

function isOfModule(name: ts.Identifier): boolean {
  const declared = declarationOf(name.text, name);
  if (declared?.kind === 'class') return true;
  if (declared?.kind !== 'variable' && declared?.kind !== 'value') return false;
  return ts.findAncestor(declared.node, ts.isFunctionLike) === undefined;
}

/** The artifacts that a part changes in place, itself or by what it calls. */
function changedIn({ deeds }: Whole, part: Part): string[] {
  return (deeds?.list ?? [])
    .filter(
      ({ kind, on, node, calls }) => kind === 'mutate' && on === 'flow' && stands(calls[0] ?? node, part),
    )
    .map(({ name }) => name);
}

function stands(node: ts.Node, part: Part): boolean {
  return part.some(({ pos, end }) => pos <= node.pos && node.end <= end);
}

/** A field of several types that the earlier part has to do with and the later one reads: TypeScript may know more of it there than behind a cut. */
function narrowedIn({ members, deeds }: Whole, earlier: Part, later: Part): string | null {
  const own = (deeds?.list ?? []).filter(({ on, calls }) => on === 'flow' && calls.length === 0);
  const early = new Set(own.filter(({ node }) => stands(node, earlier)).map(({ name }) => name));
  const late = own.filter(({ node }) => stands(node, later));
  const read = late.find(({ name, kind, node }) => {
    if (!early.has(name) || kind === 'write' || kind === 'test' || kind === 'delete') return false;
    const field = members?.fields.get(name)?.node;
    const type = field?.type;
    const isSeveral =
      field?.questionToken !== undefined ||
      (type !== undefined && (ts.isUnionTypeNode(type) || type.kind === ts.SyntaxKind.UnknownKeyword));
    // Set again in its own part, it is known there as well.
    const isSet = late.some(
      other => other.name === name && other.kind === 'write' && other.node.pos < node.pos,
    );
    return isSeveral && !isSet;
  });
  return read?.name ?? null;
}
