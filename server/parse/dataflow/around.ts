import { ts } from 'ts-morph';
import { conditionsIn, conditionsToLeave, isTakenToTurn } from './leaving.js';
import { isLocal, localCallsOf } from './locals.js';

/** The conditions directly around a place: of what it is a child of, and of what stands before it and may leave. */
export function conditionsOf(place: ts.Node): readonly ts.Expression[] {
  const { parent } = place;
  const around = conditionsIn(parent);
  const own = around.includes(place as ts.Expression) ? [] : around;
  if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) return own;
  const before = parent.statements.slice(0, parent.statements.indexOf(place as ts.Statement));
  return [...own, ...before.flatMap(one => conditionsToLeave(one) ?? [])];
}

/** Whether control, once it has come to a place, can't leave without coming to a later one in the same function. */
export function isSurelyReachedAfter(place: ts.Node, from: ts.Node): boolean {
  let at = place;
  for (; !isIn(from, at.parent); at = at.parent) {
    const { parent } = at;
    if (ts.isFunctionLike(parent) || mayBePassedBy(at)) return false;
    if (conditionsOf(at).length > 0) return false;
  }
  const { parent } = at;
  if (ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent)) {
    const first = parent.statements.findIndex(one => isIn(from, one));
    const last = parent.statements.indexOf(at as ts.Statement);
    return first < last && parent.statements.slice(first, last).every(one => conditionsToLeave(one) === null);
  }
  const around = conditionsIn(parent);
  const isFree = around.length === 0 || around.includes(at as ts.Expression);
  return from.pos < at.pos && isFree && !ts.isCaseBlock(parent);
}

/** A loop may have no turn, and what is tried may fail and be caught. */
function mayBePassedBy(part: ts.Node): boolean {
  const { parent } = part;
  if (ts.isTryStatement(parent)) return parent.catchClause !== undefined && part !== parent.finallyBlock;
  return ts.isIterationStatement(parent, false) && !ts.isDoStatement(parent);
}

/** Whether a place has been come to wherever a later one is: no condition stands around it that is not around both. */
export function isSurelyBefore(place: ts.Node, later: ts.Node): boolean {
  for (let at = place; !isIn(later, at.parent); at = at.parent) {
    if (isTriedAlone(at)) return false;
    const isOfLoop = ts.isIterationStatement(at.parent, false) && isTakenToTurn(at.parent);
    if (!isOfLoop && conditionsOf(at).length > 0) return false;
  }
  return true;
}

/** What is tried, and what is done where it fails: control may come behind both through the other alone. */
function isTriedAlone(part: ts.Node): boolean {
  const { parent } = part;
  if (!ts.isTryStatement(parent) || !parent.catchClause) return false;
  return (
    part === parent.catchClause || (part === parent.tryBlock && !endsByLeaving(parent.catchClause.block))
  );
}

function endsByLeaving({ statements }: ts.Block): boolean {
  const last = statements.at(-1);
  return last !== undefined && (ts.isThrowStatement(last) || conditionsToLeave(last)?.length === 0);
}

function isIn(node: ts.Node, around: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (at === around) return true;
  return false;
}

/** Whether a method can't come to its end without having come to a place in it. A callback is taken to be run where it is handed on. */
export function isSurelyReached(place: ts.Node): boolean {
  for (let at = place; ; at = at.parent) {
    if (ts.isFunctionLike(at)) {
      if (!isLocal(at)) return true;
      const calls = localCallsOf(at);
      if (calls.length > 0) return calls.some(call => !isIn(call, at) && isSurelyReached(call));
    }
    if (!at.parent || mayBePassedBy(at) || conditionsOf(at).length > 0) return false;
  }
}
