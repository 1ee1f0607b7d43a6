import type { GraphEdit } from '../../runtime/model/edit.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { endsPlainly, goOnTo } from './goOn.js';
import { memberAccess } from './naming.js';
import { receiverOf, withBranch } from './targets.js';

/** A further transition: the first of a terminal step, a second branch of a linear one, one more of a split. */
export function connect(subject: Subject, { from, to }: Extract<GraphEdit, { kind: 'connect' }>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const { step } = own;
  const { graph } = subject.flow;
  const target = graph.steps.find(({ name }) => name === to);
  if (!target) return refuse(`${graph.flow} has no step '${to}'.`);
  if (from === to)
    return refuse(`'${from}' can't go on to itself without a condition: write one in the code.`);
  if (target.start)
    return refuse(`'${to}' is the first step: nothing leads to it except a loop with a condition.`);
  if (graph.edges.some(edge => edge.from === from && edge.to === to)) {
    return refuse(`'${from}' goes on to '${to}' already.`);
  }
  if (step.unknown)
    return refuse(`Where '${from}' goes can't be read from its code: add the transition there.`);
  if (endsPlainly(step)) {
    const end = goOnTo(subject, step, to);
    return end.ok ? { ok: true, replacements: end.replacements, step: from } : end;
  }
  const returned = step.transitions.filter(transition => transition.returned);
  const [only] = returned;
  if (!only || returned.length > 1 || step.outcomes > 1) {
    return refuse(
      `'${from}' decides between several ways: choose one of its edges, or add the arm in the code.`,
    );
  }
  if (only.kind === 'foreach') {
    return refuse(
      `'${from}' opens a fan-out, which leads to one step: connect a step inside it, or its join.`,
    );
  }
  const last = only.targets.at(-1);
  if (!last || last.span.end > only.span.end || last.span.start < only.span.start) {
    return refuse(`'${from}' names its next step outside of the transition: add the branch in the code.`);
  }
  const branch = withBranch(subject, last, memberAccess(to, subject.tree, receiverOf(subject, last)));
  return branch.ok ? { ...branch, step: from } : branch;
}
