import type { EditOf } from '../../runtime/model/edit.js';
import { analyseScopes } from '../../runtime/model/scopes.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { freeName, nameRefusal } from './naming.js';
import { newMethod } from './newMethod.js';
import { plainWay, receiverOf, withBranch } from './targets.js';

/** A new step beside the one that a step goes on to, run at the same time. In a split that is joined, it leads to the join. */
export function addBranch(subject: Subject, { from, name: asked }: EditOf<'addBranch'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const { flow } = subject;
  const name = asked ?? freeName(flow);
  const badName = nameRefusal(flow, name);
  if (badName) return badName;
  const way = plainWay(own.step);
  if (!way.ok) return way;
  const last = way.transition.targets.at(-1);
  if (!last) return refuse(`'${from}' ends the flow: add a step after it first.`);
  const join = analyseScopes(flow.graph).joinOf(from);
  const branch = withBranch(subject, last, `${receiverOf(subject, last)}${name}`);
  if (!branch.ok) return branch;
  const behind = flow.steps.find(one => one.name === last.name && one.own) ?? own.step;
  return {
    ok: true,
    replacements: [...branch.replacements, newMethod(subject, behind, name, join)],
    step: name,
  };
}
