import { ts } from 'ts-morph';
import { declarationOf } from './declarations.js';
import { withoutCasts } from './literal.js';
import { stepMark } from './marks.js';
import type { Home, Meaning, Meanings } from './meanings.js';
import { Occurrences } from './occurrences.js';
import { type Reach, reachOf } from './reach.js';
import { Reading } from './reading.js';

/** A class that is a flow, and the classes that it inherits from. */
export interface FlowClass {
  readonly name: string;
  readonly node: ts.ClassLikeDeclaration;
  /** Those of the same file, nearest first. */
  readonly bases: readonly ts.ClassLikeDeclaration[];
  /** All of them, those of other files too, the furthest first and the class itself last. */
  readonly chain: readonly Link[];
  /** Where the chain ends in something else than `Flow` that can't be read; null when it ends in `Flow`. */
  readonly unknownBase: UnknownBase | null;
  /** Another class of the file extends it. */
  readonly extended: boolean;
  readonly abstract: boolean;
  readonly reach: Reach | null;
}

export interface Link {
  readonly node: ts.ClassLikeDeclaration;
  /** The text it stands in. */
  readonly reading: Reading;
}

export interface UnknownBase {
  readonly expression: ts.Expression;
  readonly reading: Reading;
  /** Whoever calls the function around it says what it is. */
  readonly isParameter: boolean;
}

type Chain = Pick<FlowClass, 'chain' | 'bases' | 'unknownBase'>;

/** All flow classes of a file in source order, wherever they are declared. */
export function flowClasses(home: Home, meanings: Meanings): FlowClass[] {
  const chains = new Chains(home, meanings);
  const flows: Omit<FlowClass, 'extended'>[] = [];
  const extended = new Set<ts.ClassLikeDeclaration>();
  for (const node of derivedClasses(home.tree)) {
    const found = chains.of(node);
    if (found === null) continue;
    for (const base of found.bases) extended.add(base);
    if (found.unknownBase && !found.chain.some(hasStep)) continue;
    // It only says what is elsewhere.
    if (hasModifier(node, ts.SyntaxKind.DeclareKeyword)) continue;
    const name = className(node);
    flows.push({
      name,
      node,
      ...found,
      abstract: hasModifier(node, ts.SyntaxKind.AbstractKeyword),
      reach: reachOf(node, name),
    });
  }
  return flows.map(flow => ({ ...flow, extended: extended.has(flow.node) }));
}

/** Classes with an `extends`, found without recursion: a long chain of operators is a very deep tree. */
function derivedClasses(tree: ts.SourceFile): ts.ClassLikeDeclaration[] {
  const words = new Occurrences(tree.text, /\bextends\b/g);
  const found: ts.ClassLikeDeclaration[] = [];
  const open: ts.Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (ts.isClassLike(node) && baseOf(node)) found.push(node);
    ts.forEachChild(node, child => {
      // Most of a text has no class in it that extends another.
      if (words.isIn(child)) open.push(child);
    });
  }
  return found.sort((one, other) => one.pos - other.pos);
}

/** Nobody extends a class over so many others of other files. */
const mostForeign = 64;

type Place = Extract<Meaning, { kind: 'class' }>;

/** Follows what classes extend, each class of the file once. */
class Chains {
  readonly #home: Home;
  readonly #meanings: Meanings;
  readonly #reading: Reading;
  /** Null for a class that is no flow. */
  readonly #known = new Map<ts.ClassLikeDeclaration, Chain | null>();

  constructor(home: Home, meanings: Meanings) {
    this.#home = home;
    this.#meanings = meanings;
    this.#reading = new Reading(home);
  }

  of(node: ts.ClassLikeDeclaration): Chain | null {
    // Those that extend each other wait for the one that all of them lead to.
    const seen = this.#known.get(node);
    if (seen !== undefined) return seen;
    const waiting: ts.ClassLikeDeclaration[] = [];
    let base: Chain | null | undefined;
    for (let at = node; base === undefined; ) {
      const known = this.#known.get(at);
      if (known !== undefined) base = extendedBy(at, known);
      else if (waiting.includes(at)) base = null;
      else {
        waiting.push(at);
        const next = this.#baseIn(at);
        if (next.kind === 'own') at = next.node;
        else base = next.chain;
      }
    }
    for (const at of waiting.toReversed()) {
      const known: Chain | null = base && {
        ...base,
        chain: [...base.chain, { node: at, reading: this.#reading }],
      };
      this.#known.set(at, known);
      base = extendedBy(at, known);
    }
    return this.#known.get(node) ?? null;
  }

  /** What a class of the file extends: another of them, or whatever lies behind it. */
  #baseIn(
    node: ts.ClassLikeDeclaration,
  ): { kind: 'own'; node: ts.ClassLikeDeclaration } | { kind: 'end'; chain: Chain | null } {
    const base = baseOf(node);
    if (!base) return { kind: 'end', chain: null };
    const meaning = this.#meanings.of(base, this.#home);
    // One that a function makes is another for each call.
    if (meaning?.kind === 'class' && meaning.home.file === null && meaning.given.size === 0)
      return { kind: 'own', node: meaning.node };
    return { kind: 'end', chain: this.#behind(base, meaning) };
  }

  /** The classes behind one that the file extends, up to `Flow`. */
  #behind(start: ts.Expression, first: Meaning | null): Chain | null {
    const standIn = this.#reading.span(start);
    const found: Place[] = [];
    let expression = start;
    let reading = this.#reading;
    for (let meaning = first; ; ) {
      if (meaning?.kind === 'package') {
        if (meaning.name !== 'Flow') return null;
        return this.#chain(found, standIn, null);
      }
      const isCircle =
        meaning?.kind === 'class' && found.some(({ node }) => node === (meaning as Place).node);
      if (meaning?.kind !== 'class' || isCircle || found.length >= mostForeign) {
        const isParameter = isParameterName(expression);
        return this.#chain(found, standIn, { expression, reading, isParameter });
      }
      found.push(meaning);
      reading = this.#readingOf(meaning, standIn);
      const base = baseOf(meaning.node);
      if (!base) return null;
      expression = base;
      meaning = this.#meanings.of(base, meaning.home, meaning.given);
    }
  }

  #chain(
    found: readonly Place[],
    standIn: ReturnType<Reading['span']>,
    unknownBase: UnknownBase | null,
  ): Chain {
    const own = found.filter(({ home }) => home.file === null);
    return {
      chain: found.toReversed().map(one => ({ node: one.node, reading: this.#readingOf(one, standIn) })),
      bases: own.map(({ node }) => node),
      unknownBase,
    };
  }

  #readingOf({ home }: Place, standIn: ReturnType<Reading['span']>): Reading {
    return home.file === null ? this.#reading : new Reading(home, standIn);
  }
}

/** What a class that extends another of its file has behind it. */
function extendedBy(node: ts.ClassLikeDeclaration, chain: Chain | null): Chain | null {
  return chain && { ...chain, bases: [node, ...chain.bases] };
}

function baseOf(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

function isParameterName(expression: ts.Expression): boolean {
  const name = withoutCasts(expression);
  return ts.isIdentifier(name) && declarationOf(name.text, name)?.kind === 'parameter';
}

/** An anonymous class goes by the variable it is given to, or `default`, as it does when it runs. */
function className(node: ts.ClassLikeDeclaration): string {
  if (node.name) return node.name.text;
  const { parent } = node;
  if (parent && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return 'default';
}

function hasModifier(node: ts.ClassLikeDeclaration, kind: ts.SyntaxKind): boolean {
  return node.modifiers?.some(one => one.kind === kind) ?? false;
}

function hasStep({ node, reading }: Link): boolean {
  return node.members.some(member => stepMark(member, reading.imports) !== null);
}
