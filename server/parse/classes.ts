import { ts } from 'ts-morph';
import type { Imports } from './imports.js';

/** A class that is a flow, and the classes of the same file that it inherits from, nearest first. */
export interface FlowClass {
  readonly name: string;
  readonly node: ts.ClassLikeDeclaration;
  readonly bases: readonly ts.ClassLikeDeclaration[];
  /** The chain ends in a class of another file instead of in `Flow`. */
  readonly openBase: boolean;
  /** Another class of the file extends it. */
  readonly extended: boolean;
  readonly abstract: boolean;
}

/** All flow classes of a file in source order, wherever they are declared. */
export function flowClasses(tree: ts.SourceFile, imports: Imports): FlowClass[] {
  const classes = derivedClasses(tree);
  const byName = new Map<string, ts.ClassLikeDeclaration>();
  for (const node of classes) {
    const name = className(node);
    if (!byName.has(name)) byName.set(name, node);
  }
  const flows: FlowClass[] = [];
  const extended = new Set<ts.ClassLikeDeclaration>();
  for (const node of classes) {
    const chain = chainOf(node, byName, imports);
    if (chain === null) continue;
    for (const base of chain.bases) extended.add(base);
    if (chain.openBase && ![node, ...chain.bases].some(one => hasStep(one, imports))) continue;
    flows.push({ name: className(node), node, ...chain, extended: false, abstract: isAbstract(node) });
  }
  return flows.map(flow => ({ ...flow, extended: extended.has(flow.node) }));
}

/** The `@step` decorator of a member. */
export function stepDecorator(member: ts.Node, imports: Imports): ts.Decorator | null {
  if (!ts.canHaveDecorators(member)) return null;
  for (const decorator of ts.getDecorators(member) ?? []) {
    const { expression } = decorator;
    const callee = ts.isCallExpression(expression) ? expression.expression : expression;
    if (imports.exportOf(callee) === 'step') return decorator;
  }
  return null;
}

/** Classes with an `extends`, found without recursion: a long chain of operators is a very deep tree. */
function derivedClasses(tree: ts.SourceFile): ts.ClassLikeDeclaration[] {
  const found: ts.ClassLikeDeclaration[] = [];
  const open: ts.Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (ts.isClassLike(node) && baseOf(node)) found.push(node);
    ts.forEachChild(node, child => {
      open.push(child);
    });
  }
  return found.sort((one, other) => one.pos - other.pos);
}

function chainOf(
  node: ts.ClassLikeDeclaration,
  byName: ReadonlyMap<string, ts.ClassLikeDeclaration>,
  imports: Imports,
): { bases: ts.ClassLikeDeclaration[]; openBase: boolean } | null {
  const bases: ts.ClassLikeDeclaration[] = [];
  let current = node;
  for (;;) {
    const base = baseOf(current);
    if (!base) return null;
    const exported = imports.exportOf(base);
    if (exported !== null) return exported === 'Flow' ? { bases, openBase: false } : null;
    const next = ts.isIdentifier(base) ? byName.get(base.text) : undefined;
    if (!next) return { bases, openBase: true };
    if (next === node || bases.includes(next)) return null;
    bases.push(next);
    current = next;
  }
}

function baseOf(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

/** An anonymous class goes by the variable it is given to, or `default`, as it does when it runs. */
function className(node: ts.ClassLikeDeclaration): string {
  if (node.name) return node.name.text;
  const { parent } = node;
  if (parent && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return 'default';
}

function isAbstract(node: ts.ClassLikeDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
}

function hasStep(node: ts.ClassLikeDeclaration, imports: Imports): boolean {
  return node.members.some(member => stepDecorator(member, imports) !== null);
}
