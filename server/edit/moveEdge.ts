import type { GraphEdit } from '../../runtime/model/edit.js';
import type { Edge } from '../../runtime/model/graph.js';
import { analyseScopes } from '../../runtime/model/scopes.js';
import { endingIn } from './branchNames.js';
import { type Draft, ownWays, type Removal, refuse, type Subject } from './draft.js';
import { retargeted, targetsNamed } from './targets.js';

/** Has an edge end in another step: in all places where its step goes on to the one that it ended in. */
export function moveEdge(
  subject: Subject,
  { from, to, target }: Extract<GraphEdit, { kind: 'moveEdge' }>,
): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const { graph } = subject.flow;
  const end = graph.steps.find(({ name }) => name === target);
  if (!end) return refuse(`${graph.flow} has no step '${target}'.`);
  const places = targetsNamed(own.step, to);
  if (places.length === 0) return refuse(`'${from}' does not go on to '${to}'.`);
  if (target === to) return refuse(`'${from}' goes on to '${to}' already.`);
  if (places.some(({ transition: { targets } }) => targets.some(({ name }) => name === target)))
    return refuse(`'${from}' goes on to '${target}' already: delete the edge to '${to}' instead.`);
  const isOnly =
    own.step.outcomes <= 1 && own.step.transitions.filter(({ returned }) => returned).length === 1;
  if (target === from && isOnly)
    return refuse(`'${from}' can't go on to itself without a condition: write one in the code.`);
  if (end.start && isOnly && graph.edges.filter(edge => edge.from === from).length === 1)
    return refuse(`'${target}' is the first step: nothing leads to it except a loop with a condition.`);
  if (places.some(({ inPlace }) => !inPlace))
    return refuse(`'${from}' names '${to}' outside of the transition: change it in the code.`);
  const ending = branchesOf(subject, { from, to, target });
  if (!ending.ok) return ending;
  const moved = places.map(({ target: written }) => retargeted(subject, written, target));
  return { ok: true, replacements: [...moved, ...ending.replacements], step: from };
}

type Move = Omit<Extract<GraphEdit, { kind: 'moveEdge' }>, 'kind'>;

/** A join that knows a branch by its last step knows it by the one in which it ends now. */
function branchesOf(subject: Subject, { from, to, target }: Move): Removal {
  const { edges, steps } = subject.flow.graph;
  const unreached = new Set(analyseScopes(subject.flow.graph).unreachable);
  const isJoin = (name: string): boolean => steps.some(step => step.name === name && step.join);
  if (isJoin(target)) {
    // The step that it led through has no other way to it, and ends no branch any more.
    const isPassed = edges.some(edge => edge.from === to && edge.to === target);
    const isLeft =
      isPassed && edges.every(edge => edge.to !== to || edge.from === from || unreached.has(edge.from));
    return isLeft ? endingIn(subject, { name: to }, from) : none;
  }
  if (!isJoin(to)) return none;
  const named = endingIn(subject, { name: from }, target);
  if (named.ok && named.replacements.length === 0) return none;
  const [last, other] = lastBefore(to, target, edges);
  // One that ended a branch before ends two now, which go by one name.
  const isNew = last !== undefined && unreached.has(last);
  if (!isNew || other !== undefined)
    return refuse(
      `'${to}' knows the branch by its last step '${from}', and would no more: change that in the code.`,
    );
  return endingIn(subject, { name: from }, last);
}

/** The steps that lead to a join from one of its branches. */
function lastBefore(join: string, start: string, edges: readonly Edge[]): string[] {
  const passed = new Set([start]);
  const lasts = new Set<string>();
  for (const step of passed) {
    for (const edge of edges) {
      if (edge.from !== step) continue;
      if (edge.to === join) lasts.add(step);
      else passed.add(edge.to);
    }
  }
  return [...lasts];
}

const none: Removal = { ok: true, replacements: [] };
