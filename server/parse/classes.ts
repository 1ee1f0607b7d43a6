import { ts } from 'ts-morph';
import type { Imports } from './imports.js';
import { Reading } from './reading.js';
import type { Home, Meanings } from './sources.js';

/** A class that is a flow, and the classes that it inherits from. */
export interface FlowClass {
  readonly name: string;
  readonly node: ts.ClassLikeDeclaration;
  /** Those of the same file, nearest first. */
  readonly bases: readonly ts.ClassLikeDeclaration[];
  /** All of them, those of other files too, the furthest first and the class itself last. */
  readonly chain: readonly Link[];
  /** The chain ends in a class that can't be found instead of in `Flow`. */
  readonly openBase: boolean;
  /** Another class of the file extends it. */
  readonly extended: boolean;
  readonly abstract: boolean;
}

export interface Link {
  readonly node: ts.ClassLikeDeclaration;
  /** The text it stands in. */
  readonly reading: Reading;
}

/** All flow classes of a file in source order, wherever they are declared. `meanings` is null where other files can't be read. */
export function flowClasses(home: Home, meanings: Meanings | null): FlowClass[] {
  const { tree, imports } = home;
  const classes = derivedClasses(tree);
  const byName = new Map<string, ts.ClassLikeDeclaration>();
  for (const node of classes) {
    const name = className(node);
    if (!byName.has(name)) byName.set(name, node);
  }
  const flows: FlowClass[] = [];
  const extended = new Set<ts.ClassLikeDeclaration>();
  for (const node of classes) {
    const found = chainOf(node, byName, home, meanings);
    if (found === null) continue;
    for (const base of found.bases) extended.add(base);
    if (found.openBase && ![node, ...found.bases].some(one => hasStep(one, imports))) continue;
    flows.push({ name: className(node), node, ...found, extended: false, abstract: isAbstract(node) });
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
  home: Home,
  meanings: Meanings | null,
): Pick<FlowClass, 'bases' | 'chain' | 'openBase'> | null {
  const reading = new Reading(home);
  const bases: ts.ClassLikeDeclaration[] = [];
  let current = node;
  for (;;) {
    const base = baseOf(current);
    if (!base) return null;
    const exported = home.imports.exportOf(base);
    if (exported !== null && exported !== 'Flow') return null;
    const own = (): Link[] => [...bases.toReversed(), node].map(one => ({ node: one, reading }));
    if (exported === 'Flow') return { bases, chain: own(), openBase: false };
    const next = ts.isIdentifier(base) ? byName.get(base.text) : undefined;
    if (!next) {
      const further = meanings && foreignChain(base, home, meanings);
      if (further === 'no flow') return null;
      const standIn = reading.span(base);
      const foreign = (further ?? []).toReversed();
      return {
        bases,
        chain: [
          ...foreign.map(one => ({ node: one.node, reading: new Reading(one.home, standIn) })),
          ...own(),
        ],
        openBase: further === null,
      };
    }
    if (next === node || bases.includes(next)) return null;
    bases.push(next);
    current = next;
  }
}

/** Nobody extends a class over so many others. */
const mostClasses = 64;

/** The classes behind one that another file declares, up to `Flow`; null when the way can't be followed. */
function foreignChain(
  start: ts.Expression,
  from: Home,
  meanings: Meanings,
): { node: ts.ClassLikeDeclaration; home: Home }[] | 'no flow' | null {
  const chain: { node: ts.ClassLikeDeclaration; home: Home }[] = [];
  let [base, home]: [ts.Expression | undefined, Home] = [start, from];
  for (;;) {
    const found = base ? meanings.classBehind(base, home) : null;
    if (found?.kind !== 'class' || chain.some(({ node }) => node === found.node)) return null;
    // A circle too large to be kept at a time has no node twice.
    if (chain.length >= mostClasses) return null;
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
