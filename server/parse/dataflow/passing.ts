import { ts } from 'ts-morph';
import type { Deed, Place } from './deeds.js';
import { isShortCircuit, isTakenToTurn } from './leaving.js';
import { isNamedLocal, isOwnCode, localRunBy } from './locals.js';

/**
 * Whether no way through a member's code comes to its end without doing one of some things: in both arms of an `if`, say. The body of a
 * `for` is taken to be run, and so is a function that is handed on: lists are seldom empty. A way on which the member returns early goes
 * elsewhere; one on which what it calls returns early comes back.
 */
export function isAlwaysDone(member: ts.Node, deeds: readonly Place[]): boolean {
  return areDone(member, deeds, 0, false);
}

/** The same, on the ways too that return early. */
export function isDoneOnAllWays(member: ts.Node, deeds: readonly Place[]): boolean {
  return areDone(member, deeds, 0, true);
}

/** Whatever an artifact held before some things are done with it, it holds nothing of that afterwards. */
export function isReplacedBy(member: ts.Node, deeds: readonly Deed[]): boolean {
  const replacing = deeds.filter(({ kind }) => kind === 'write' || kind === 'delete');
  return replacing.length > 0 && isDoneOnAllWays(member, replacing);
}

/** @param isGoingOn a way that returns early counts like any other */
function areDone(member: ts.Node, deeds: readonly Place[], level: number, isGoingOn: boolean): boolean {
  const byPlace = Map.groupBy(deeds, ({ calls, node }) => calls[level] ?? node);
  const places = new Set<ts.Node>();
  for (const [place, those] of byPlace) {
    const inner = those.filter(({ calls }) => calls.length > level);
    if (inner.length < those.length) places.add(place);
    else {
      const [{ calls, node }] = inner as [Place];
      const called = ts.findAncestor(calls[level + 1] ?? node, isOwnCode);
      if (called && areDone(called, inner, level + 1, true)) places.add(place);
    }
  }
  return places.size > 0 && new Passing(places).arePassed(member, isGoingOn);
}

/** How control may leave a part of the code without having come to one of the places. */
interface Left {
  readonly falls: boolean;
  /** The labels of what it breaks out of; an empty one for the nearest loop or `switch`, and for a function one of the words of `returns`. */
  readonly breaks: ReadonlySet<string>;
}

/** No label can be such a word. It tells whether a `return` stands before all of the places, or at least behind the last. */
const returns = { early: 'return', late: 'return late' } as const;

const none: ReadonlySet<string> = new Set();
const onward: Left = { falls: true, breaks: none };
const stopped: Left = { falls: false, breaks: none };

class Passing {
  readonly #places: ReadonlySet<ts.Node>;
  /** Where the last of them ends. */
  readonly #last: number;
  /** Functions that are being run. */
  readonly #open = new Set<ts.Node>();

  constructor(places: ReadonlySet<ts.Node>) {
    this.#places = places;
    this.#last = Math.max(...[...places].map(({ end }) => end));
  }

  /** @param isGoingOn a way that returns early counts like any other */
  arePassed(member: ts.Node, isGoingOn: boolean): boolean {
    const { falls, breaks } = this.#all(childrenOf(member));
    return !falls && !breaks.has(returns.late) && !(isGoingOn && breaks.has(returns.early));
  }

  in(node: ts.Node): Left {
    if (this.#places.has(node)) return stopped;
    if (ts.isReturnStatement(node)) {
      const left = node.expression ? this.in(node.expression) : onward;
      if (!left.falls) return left;
      return { falls: false, breaks: new Set([node.pos >= this.#last ? returns.late : returns.early]) };
    }
    if (ts.isThrowStatement(node)) return stopped;
    if (ts.isBreakStatement(node)) return { falls: false, breaks: new Set([node.label?.text ?? '']) };
    if (ts.isContinueStatement(node)) return { falls: false, breaks: new Set([node.label?.text ?? '']) };
    if (ts.isIfStatement(node))
      return this.#either(node.expression, node.thenStatement, node.elseStatement ?? null);
    if (ts.isConditionalExpression(node)) return this.#either(node.condition, node.whenTrue, node.whenFalse);
    if (ts.isBinaryExpression(node) && isShortCircuit(node.operatorToken.kind)) return this.in(node.left);
    if (ts.isWhileStatement(node) && node.expression.kind === ts.SyntaxKind.TrueKeyword)
      return this.#loop(this.in(node.statement));
    if (ts.isWhileStatement(node)) return this.in(node.expression);
    if (ts.isForStatement(node) && !isTakenToTurn(node)) return this.in(node.condition!);
    if (ts.isIterationStatement(node, false)) return this.#loop(this.#all(childrenOf(node)));
    if (ts.isSwitchStatement(node)) return this.#switch(node);
    if (ts.isTryStatement(node)) return this.#try(node);
    if (ts.isLabeledStatement(node)) return without(this.in(node.statement), node.label.text);
    if (ts.isFunctionLike(node)) return isNamedLocal(node) ? onward : this.#function(node);
    if (ts.isCallExpression(node)) return this.#call(node);
    return this.#all(childrenOf(node));
  }

  /** What a function returns or breaks is its own affair. */
  #function(node: ts.Node): Left {
    const { falls, breaks } = this.#all(childrenOf(node));
    return { falls: falls || breaks.has(returns.early) || breaks.has(returns.late), breaks: none };
  }

  #call(call: ts.CallExpression): Left {
    const given = this.#all(childrenOf(call));
    const code = given.falls ? localRunBy(call) : null;
    if (!code || this.#open.has(code)) return given;
    this.#open.add(code);
    const left = this.#function(code);
    this.#open.delete(code);
    return left;
  }

  #all(nodes: readonly ts.Node[]): Left {
    const breaks = new Set<string>();
    for (const node of nodes) {
      const left = this.in(node);
      for (const label of left.breaks) breaks.add(label);
      if (!left.falls) return { falls: false, breaks };
    }
    return { falls: true, breaks };
  }

  #either(asked: ts.Node, then: ts.Node, otherwise: ts.Node | null): Left {
    if (!this.in(asked).falls) return stopped;
    return both(this.in(then), otherwise ? this.in(otherwise) : onward);
  }

  #loop(body: Left): Left {
    return without(body, '');
  }

  /** Control may enter at each clause, and goes on into the next one. */
  #switch({ expression, caseBlock: { clauses } }: ts.SwitchStatement): Left {
    if (!this.in(expression).falls) return stopped;
    let left = clauses.some(ts.isDefaultClause) ? stopped : onward;
    for (const at of clauses.keys())
      left = both(left, this.#all(clauses.slice(at).flatMap(clause => [...clause.statements])));
    return without(left, '');
  }

  #try({ tryBlock, catchClause, finallyBlock }: ts.TryStatement): Left {
    const last = finallyBlock ? this.in(finallyBlock) : onward;
    if (!last.falls) return last;
    return both(this.in(tryBlock), catchClause ? this.in(catchClause.block) : stopped);
  }
}

function both(one: Left, other: Left): Left {
  return { falls: one.falls || other.falls, breaks: new Set([...one.breaks, ...other.breaks]) };
}

function without({ falls, breaks }: Left, label: string): Left {
  if (!breaks.has(label)) return { falls, breaks };
  return { falls: true, breaks: new Set([...breaks].filter(one => one !== label)) };
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, child => void children.push(child));
  return children;
}
