import type { EditOf } from '../../runtime/model/edit.js';
import { type Draft, ownWays, refuse, type Subject } from './draft.js';
import { goOnFromEveryEnd } from './everyEnd.js';
import { endsPlainly } from './goOn.js';

/** A further way on, taken wherever the flow would end at the step: the `else` that it lacks, or in place of arms that give nothing. */
export function connectElse(subject: Subject, { from, to }: EditOf<'connectElse'>): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const { graph } = subject.flow;
  if (!graph.steps.some(({ name }) => name === to)) return refuse(`${graph.flow} has no step '${to}'.`);
  if (endsPlainly(own.step)) return refuse(`'${from}' goes on nowhere: connect it instead.`);
  // What a switch without a default leaves over nobody knows: it is asked for by hand.
  const replacements = goOnFromEveryEnd(subject, own.step, to);
  if (replacements.length === 0)
    return refuse(`'${from}' goes on in every case: there is no other to be added.`);
  return { ok: true, replacements, step: from, reaches: { from, to } };
}
