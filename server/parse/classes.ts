import { ts } from 'ts-morph';
import type { Imports } from './imports.js';
import type { Home, Meanings } from './sources.js';

/** A class that is a flow, and the classes of the same file that it inherits from, nearest first. */
export interface FlowClass {
  readonly name: string;
  readonly node: ts.ClassLikeDeclaration;
  readonly bases: readonly ts.ClassLikeDeclaration[];
  /** Those of other files that it inherits from, nearest first. */
  readonly foreign: readonly ForeignClass[];
  /** Where the chain leaves the file: the name behind `extends`. Null when it does not. */
  readonly leaves: ts.Expression | null;
  /** The chain ends in a class that can't be found instead of in `Flow`. */
  readonly openBase: boolean;
  /** Another class of the file extends it. */
  readonly extended: boolean;
  readonly abstract: boolean;
}

/** A class of another file, and what names mean there. */
export interface ForeignClass {
  readonly node: ts.ClassLikeDeclaration;
  readonly home: Home;
}

/** All flow classes of a file in source order, wherever they are declared. `meanings` is null where other files can't be read. */
export function flowClasses({ tree, imports }: Home, meanings: Meanings | null): FlowClass[] {
  const classes = derivedClasses(tree);
  const byName = new Map<string, ts.ClassLikeDeclaration>();
  for (const node of classes) {
    const name = className(node);
    if (!byName.has(name)) byName.set(name, node);
  }
  const flows: FlowClass[] = [];
  const extended = new Set<ts.ClassLikeDeclaration>();
  for (const node of classes) {
    const chain = chainOf(node, byName, imports, meanings, tree);
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
  meanings: Meanings | null,
  tree: ts.SourceFile,
): Pick<FlowClass, 'bases' | 'foreign' | 'leaves' | 'openBase'> | null {
  const bases: ts.ClassLikeDeclaration[] = [];
  let current = node;
  for (;;) {
    const base = baseOf(current);
    if (!base) return null;
    const exported = imports.exportOf(base);
    if (exported !== null) {
      return exported === 'Flow' ? { bases, foreign: [], leaves: null, openBase: false } : null;
    }
    const next = ts.isIdentifier(base) ? byName.get(base.text) : undefined;
    if (!next) {
      const further = meanings && foreignChain(base, { file: null, tree, imports }, meanings);
      if (further === 'no flow') return null;
      return { bases, foreign: further ?? [], leaves: base, openBase: further === null };
    }
    if (next === node || bases.includes(next)) return null;
    bases.push(next);
    current = next;
  }
}

/** The classes behind one that another file declares, up to `Flow`; null when the way can't be followed. */
function foreignChain(
  start: ts.Expression,
  from: Home,
  meanings: Meanings,
): ForeignClass[] | 'no flow' | null {
  const chain: ForeignClass[] = [];
  let [base, home]: [ts.Expression | undefined, Home] = [start, from];
  for (;;) {
    if (!base || !ts.isIdentifier(base)) return null;
    const found = meanings.classNamed(base.text, home);
    if (found?.kind !== 'class' || chain.some(({ node }) => node === found.node)) return null;
    chain.push(found);
    home = found.home;
    base = baseOf(found.node);
    if (!base) return 'no flow';
    const exported = home.imports.exportOf(base);
    if (exported !== null) return exported === 'Flow' ? chain : 'no flow';
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
