import { ts } from 'ts-morph';
import { declarationOf } from '../parse/declarations.js';
import { propertyName } from '../parse/literal.js';
import type { ParsedFlow } from '../parse/parsed.js';
import type { Subject } from './draft.js';

/**
 * Where code of the file that is no part of the flow names a member of it, as far as that is written out: on an instance or the prototype of one of the
 * classes that have the member, in types made of them, in what they implement, and in text that goes with them (`testStep(F, 'load')`). What needs types
 * to be known is not seen.
 */
export function namedOutside(subject: Subject, member: string): ts.Node[] {
  const names = holdersOf(subject, member);
  return namingIn(subject.tree).flatMap(node => {
    if (ts.isClassLike(node))
      return node.name && names.has(node.name.text) ? askedOf(node, member, subject.tree) : [];
    return namesMember(node, member, names) ? [node] : [];
  });
}

/** Of each tree, the nodes that may name a member: they are asked for once for each of many. */
const naming = new WeakMap<ts.SourceFile, readonly ts.Node[]>();

function namingIn(tree: ts.SourceFile): readonly ts.Node[] {
  const known = naming.get(tree);
  if (known) return known;
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) ||
      ts.isBindingElement(node) ||
      ts.isStringLiteralLike(node) ||
      ts.isClassLike(node)
    )
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  naming.set(tree, found);
  return found;
}

/**
 * Where code of the file names a field by a run: as one of its artifacts (`run.artifacts.best`), or in what a run is started with
 * (`TrainFlow.run({ holdout: 0.1 })`). Whose run it is is not asked.
 */
export function namedByRuns(subject: Subject, member: string): ts.Node[] {
  const names = holdersOf(subject, member);
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === member && isArtifacts(node.expression))
      found.push(node.name);
    else if (ts.isBindingElement(node) && isArtifactsPattern(node.parent)) {
      const key = node.propertyName ?? (ts.isIdentifier(node.name) ? node.name : undefined);
      if (key !== undefined && propertyName(key) === member) found.push(key);
    } else if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      starting.has(node.expression.name.text) &&
      isHolderClass(node.expression.expression, names)
    )
      found.push(...givenUnder(node.arguments[0], member));
    ts.forEachChild(node, visit);
  };
  visit(subject.tree);
  return found;
}

const starting: ReadonlySet<string> = new Set(['run', 'start']);

function isArtifacts(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'artifacts';
}

function isArtifactsPattern({ parent }: ts.BindingPattern): boolean {
  return (
    ts.isVariableDeclaration(parent) && parent.initializer !== undefined && isArtifacts(parent.initializer)
  );
}

function givenUnder(given: ts.Expression | undefined, name: string): ts.Node[] {
  if (!given || !ts.isObjectLiteralExpression(given)) return [];
  return given.properties.flatMap(({ name: key }) => (key && propertyName(key) === name ? [key] : []));
}

/** The names of the classes of the file that have a member in common. */
export function holdersOf({ parsed, flow }: Subject, member: string): ReadonlySet<string> {
  const first = ({ graph }: ParsedFlow) => parsed.declarations(graph.flow, member)[0]?.start;
  const own = first(flow);
  return new Set(
    parsed.classes.filter(one => one === flow || first(one) === own).map(({ graph }) => graph.flow),
  );
}

function namesMember(node: ts.Node, member: string, names: ReadonlySet<string>): boolean {
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === member && isInstance(node.expression, names);
  if (ts.isBindingElement(node)) {
    const key = node.propertyName ?? (ts.isIdentifier(node.name) ? node.name : undefined);
    return key !== undefined && propertyName(key) === member && isTakenFrom(node.parent, names);
  }
  return ts.isStringLiteralLike(node) && node.text === member && isText(node, names);
}

/** Text that stands for a member: in brackets, in a type, or given together with the class. */
function isText(node: ts.StringLiteralLike, names: ReadonlySet<string>): boolean {
  let at: ts.Node = node;
  while (ts.isTypeNode(at.parent)) at = at.parent;
  if (at !== node) return mentions(at, names);
  const { parent } = node;
  if (ts.isElementAccessExpression(parent))
    return parent.argumentExpression === node && isInstance(parent.expression, names);
  if (ts.isCallExpression(parent)) return parent.arguments.some(one => isHolder(one, names));
  return isOfType(node, names);
}

/** Whether a text is one of a type that is made of a class: `const first: keyof F = 'load'`. */
function isOfType(node: ts.Expression, names: ReadonlySet<string>): boolean {
  let at: ts.Node = node;
  for (;;) {
    const { parent } = at;
    if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) {
      if (mentions(parent.type, names)) return true;
    } else if (
      ts.isVariableDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isParameter(parent)
    ) {
      return parent.initializer === at && parent.type !== undefined && mentions(parent.type, names);
    } else if (
      !ts.isArrayLiteralExpression(parent) &&
      !ts.isObjectLiteralExpression(parent) &&
      !ts.isPropertyAssignment(parent) &&
      !ts.isParenthesizedExpression(parent) &&
      !ts.isConditionalExpression(parent)
    ) {
      return false;
    }
    at = parent;
  }
}

function isTakenFrom({ parent }: ts.BindingPattern, names: ReadonlySet<string>): boolean {
  if (ts.isBindingElement(parent)) return false;
  if (parent.type) return mentions(parent.type, names);
  return parent.initializer !== undefined && isInstance(parent.initializer, names);
}

function isHolder(node: ts.Expression, names: ReadonlySet<string>): boolean {
  return (ts.isIdentifier(node) && names.has(node.text)) || isInstance(node, names);
}

/** So many names an instance may go by. */
const most = 8;

/** Whether an expression plainly gives an instance, or the prototype, of one of the classes. */
function isInstance(node: ts.Expression, names: ReadonlySet<string>, depth = 0): boolean {
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isSatisfiesExpression(node))
    return mentions(node.type, names) || isInstance(node.expression, names, depth);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAwaitExpression(node))
    return isInstance(node.expression, names, depth);
  if (ts.isNewExpression(node)) return isHolderClass(node.expression, names);
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === 'prototype' && isHolderClass(node.expression, names);
  if (!ts.isIdentifier(node) || depth >= most) return false;
  const declared = declarationOf(node.text, node);
  if (declared?.kind === 'parameter')
    return declared.node.type !== undefined && mentions(declared.node.type, names);
  if (declared?.kind === 'variable') return isOfVariable(declared.node, names, depth);
  if (declared?.kind !== 'value' || declared.path.length > 0) return false;
  const { parent } = declared.node;
  return ts.isVariableDeclaration(parent)
    ? isOfVariable(parent, names, depth)
    : isInstance(declared.node, names, depth + 1);
}

function isOfVariable(
  { type, initializer }: ts.VariableDeclaration,
  names: ReadonlySet<string>,
  depth: number,
): boolean {
  if (type) return mentions(type, names);
  return initializer !== undefined && isInstance(initializer, names, depth + 1);
}

function isHolderClass(node: ts.Expression, names: ReadonlySet<string>): boolean {
  if (ts.isPropertyAccessExpression(node)) return names.has(node.name.text);
  return ts.isIdentifier(node) && names.has(node.text);
}

/** Whether a type is made of one of the classes, under its own name. */
function mentions(type: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(type)) return names.has(type.text);
  return ts.forEachChild(type, child => mentions(child, names)) ?? false;
}

/** What says, among all that a class implements, that it has a member of a name. */
function askedOf(node: ts.ClassLikeDeclaration, member: string, tree: ts.SourceFile): ts.Node[] {
  const implemented =
    node.heritageClauses?.filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword) ?? [];
  return implemented.flatMap(({ types }) => types.flatMap(type => askedBy(type, member, tree)));
}

/** Where a type says that it has a member. */
export function askedBy(type: ts.Node, member: string, tree: ts.SourceFile, depth = 0): ts.Node[] {
  if (depth > most) return [];
  if (ts.isTypeElement(type)) return type.name && propertyName(type.name) === member ? [type.name] : [];
  if (ts.isStringLiteralLike(type)) return type.text === member ? [type] : [];
  if (ts.isIdentifier(type))
    return typesNamed(type.text, tree).flatMap(one => askedBy(one, member, tree, depth + 1));
  const found: ts.Node[] = [];
  ts.forEachChild(type, child => {
    // A name is what it is said to be, not what it says itself.
    if (!isOwnName(type, child)) found.push(...askedBy(child, member, tree, depth));
  });
  return found;
}

function isOwnName(node: ts.Node, child: ts.Node): boolean {
  return (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name === child;
}

/** Interfaces and aliases of a file by their name. */
export function typesNamed(name: string, tree: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    if (isType && node.name.text === name) found.push(node);
    if (ts.isSourceFile(node) || ts.isModuleDeclaration(node) || ts.isModuleBlock(node))
      ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
