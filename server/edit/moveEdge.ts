import type { GraphEdit } from '../../runtime/model/edit.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { renamedTarget, targetsNamed } from './targets.js';

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
  return {
    ok: true,
    replacements: places.map(({ target: written }) => ({
      span: written.nameSpan,
      text: renamedTarget(subject, written, target),
    })),
    step: from,
  };
}
