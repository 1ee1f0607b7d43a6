import { ts } from 'ts-morph';
import { declarationOf } from '../declarations.js';
import { withoutAwait } from '../expressions.js';
import { withoutCasts } from '../literal.js';
import { conditionsOf } from './around.js';
import { localValuesOf } from './locals.js';
import type { Members } from './members.js';
import { callsBy } from './ownCode.js';
import { type Read, readOf } from './read.js';
import { codeRunBy } from './returned.js';
import { isCount, isNow, isUnsteady, isUnsteadyMember } from './unsteady.js';
import { isAssignment } from './usage.js';

/** Something that leaves an artifact different. */
export interface Differing {
  readonly name: string;
  /** Where it is done in the code that is looked at: the calls that lead there, and the place itself; none where it is done before. */
  readonly places: readonly ts.Node[];
}

/**
 * Tells whether a value may differ between the branches of a fan-out, which run the same code: it follows from the item,
 * the index, the time, chance, what `this.current` says, or another artifact that differs.
 */
export class Varying {
  readonly #method: ts.FunctionLikeDeclaration;
  readonly #locals = new Set<string>();
  readonly #differing: readonly Differing[];
  /** From which place in the text on each artifact differs. */
  readonly #artifacts = new Map<string, number>();
  readonly #members: Members;
  /** What calls it, so that following what calls itself ends. */
  readonly #open: ReadonlySet<ts.Node>;

  /**
   * @param differing what leaves artifacts different in this code, or has done so before
   * @param isGivenOther whether what the method is called with may differ
   */
  constructor(
    method: ts.FunctionLikeDeclaration,
    differing: readonly Differing[],
    members: Members,
    isGivenOther = true,
    open: ReadonlySet<ts.Node> = new Set(),
  ) {
    this.#method = method;
    this.#differing = differing;
    for (const { name, places } of differing) {
      const from = places[0] ? doneFrom(places[0], method) : 0;
      this.#artifacts.set(name, Math.min(from, this.#artifacts.get(name) ?? from));
    }
    this.#members = members;
    this.#open = new Set([...open, method]);
    if (isGivenOther) for (const { name } of method.parameters) this.#takeIn(name);
    if (method.body) this.#learn(method.body);
  }

  /** A value that follows from an expression. */
  differs(from: ts.Node): boolean {
    return this.#in(from);
  }

  /** The same in a function that is called from a place in this one: it may be given what differs. */
  within(called: ts.FunctionLikeDeclaration, place: ts.Node): Varying {
    const isGivenOther = this.#inAny(givenAt(place, called));
    // Of what is called several times, the first call stands for all.
    const last = Math.max(place.pos, lastNamed(this.#method, place));
    const differing = this.#differing.flatMap(({ name, places }): Differing[] => {
      const [at, ...inside] = places;
      if (at === place) return [{ name, places: inside }];
      return at === undefined || doneFrom(at, this.#method) <= last ? [{ name, places: [] }] : [];
    });
    return new Varying(called, differing, this.#members, isGivenOther, this.#open);
  }

  /** Whether a place in the method may be come to in some branches only. */
  isReachedBySome(place: ts.Node): boolean {
    for (let at = place; at !== this.#method && at.parent; at = at.parent) {
      if (conditionsOf(at).some(condition => this.#in(condition))) return true;
    }
    return false;
  }

  /** Whether what the code gives may differ, or on which way through it. */
  get gives(): boolean {
    const { body } = this.#method;
    return body !== undefined && (ts.isBlock(body) ? this.#partsIn(body, false) : this.#in(body));
  }

  /** Whether the branches may go on to different steps: what is returned differs, or whether control comes to a `return`. */
  get parts(): boolean {
    const { body } = this.#method;
    return body !== undefined && this.#partsIn(body, false);
  }

  #partsIn(node: ts.Node, isCaught: boolean): boolean {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isReturnStatement(node) || (isCaught && ts.isThrowStatement(node)))
      return this.isReachedBySome(node) || (node.expression !== undefined && this.#waysIn(node.expression));
    if (ts.isTryStatement(node) && node.catchClause) {
      const rest = [node.catchClause, node.finallyBlock];
      return this.#partsIn(node.tryBlock, true) || rest.some(part => part && this.#partsIn(part, isCaught));
    }
    return ts.forEachChild(node, child => this.#partsIn(child, isCaught)) ?? false;
  }

  /** What a fan-out goes through may differ where its step does not. */
  #waysIn(returned: ts.Expression): boolean {
    const value = withoutAwait(returned);
    const declared = ts.isIdentifier(value) ? declarationOf(value.text, value) : null;
    if (declared?.kind === 'value' && declared.path.length === 0 && ts.isExpression(declared.node))
      return this.#waysIn(declared.node);
    const isFanOut =
      ts.isCallExpression(value) &&
      ts.isPropertyAccessExpression(value.expression) &&
      value.expression.name.text === 'foreach';
    return isFanOut ? this.#inAny(value.arguments.slice(1)) : this.#in(value);
  }

  /** Locals that are given something that differs; one that is used before it is given a value is rare enough. */
  #learn(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && node.initializer && this.#in(node.initializer))
      this.#takeIn(node.name);
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      const local = rootOf(node.left);
      if (local !== null && (this.#in(node.right) || this.isReachedBySome(node))) this.#locals.add(local);
    }
    // A function inside is given what its calls are, and a callback most likely parts of what it is called on or beside.
    if (ts.isFunctionLike(node)) {
      for (const parameter of node.parameters)
        if (this.#inAny(localValuesOf(parameter))) this.#takeIn(parameter.name);
      if (ts.isCallExpression(node.parent) && this.#in(node.parent.expression))
        for (const { name } of node.parameters) this.#takeIn(name);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      // What is called on a list may put its arguments into it.
      const local = rootOf(node.expression.expression);
      if (local !== null && this.#inAny(node.arguments)) this.#locals.add(local);
    }
    if (
      ts.isForOfStatement(node) &&
      ts.isVariableDeclarationList(node.initializer) &&
      this.#in(node.expression)
    ) {
      for (const { name } of node.initializer.declarations) this.#takeIn(name);
    }
    ts.forEachChild(node, child => this.#learn(child));
  }

  #takeIn(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) this.#locals.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) this.#takeIn(element.name);
  }

  #in(node: ts.Node): boolean {
    // What another process, file or machine answers is nobody's to foresee.
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isTypeNode(node)) return false;
    // The name of a part is none of a variable.
    if (ts.isPropertyAssignment(node))
      return this.#in(node.initializer) || (ts.isComputedPropertyName(node.name) && this.#in(node.name));
    if (isNow(node) || isUnsteadyMember(node) || isCount(node)) return true;
    if (ts.isCallExpression(node) && isUnsteady(node.expression)) return true;
    if (this.#isOfMember(node)) return true;
    if (ts.isIdentifier(node) && this.#locals.has(node.text)) return true;
    const read = readOf(node);
    if (read) return this.#isOther(read);
    if (ts.isPropertyAccessExpression(node)) return this.#in(node.expression);
    return ts.forEachChild(node, child => this.#in(child)) ?? false;
  }

  #isOther({ name, path, from }: Read): boolean {
    if (name === 'current') return !ofRun.has(path[0] ?? '');
    return (this.#artifacts.get(name) ?? Number.POSITIVE_INFINITY) <= from;
  }

  /** What a member gives that is called, or a getter. */
  #isOfMember(node: ts.Node): boolean {
    const code = ts.isExpression(node) ? codeRunBy(node, this.#members) : null;
    if (!code || this.#open.has(code)) return false;
    return this.within(code, ts.isCallExpression(node) ? node.expression : node).gives;
  }

  #inAny(nodes: readonly ts.Node[]): boolean {
    return nodes.some(node => this.#in(node));
  }
}

/** From where on in some code a thing may have been done in it: in a loop, or a function of its own, from where that begins. */
function doneFrom(place: ts.Node, code: ts.Node): number {
  let from = place.end;
  for (let at = place; at !== code && at.parent; at = at.parent)
    if (ts.isIterationStatement(at, false) || ts.isFunctionLike(at)) from = at.pos;
  return from;
}

const names = new WeakMap<ts.Node, ReadonlyMap<string, number>>();

/** Where in some code the member that an access names is named last. */
function lastNamed(code: ts.Node, access: ts.Node): number {
  let known = names.get(code);
  if (known === undefined) {
    const found = new Map<string, number>();
    const look = (node: ts.Node): void => {
      if (ts.isPropertyAccessExpression(node)) found.set(node.name.text, node.pos);
      ts.forEachChild(node, look);
    };
    look(code);
    known = found;
    names.set(code, known);
  }
  return ts.isPropertyAccessExpression(access) ? (known.get(access.name.text) ?? 0) : 0;
}

/** What code is given where it is called, or set like a field. */
function givenAt(place: ts.Node, code: ts.Node): readonly ts.Expression[] {
  const { parent } = place;
  if (ts.isBinaryExpression(parent) && parent.left === place) return [parent.right];
  return callsBy(place, code).flatMap(call => [...call.arguments]);
}

/** What `this.current` says alike in all branches; where one visits a step more often, it does so because of something else. */
const ofRun: ReadonlySet<string> = new Set(['flow', 'run', 'step', 'originRun', 'tags', 'iteration']);

/** The local variable that an expression is, or is a part of. */
function rootOf(expression: ts.Expression): string | null {
  const value = withoutCasts(expression);
  if (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value))
    return rootOf(value.expression);
  return ts.isIdentifier(value) ? value.text : null;
}
