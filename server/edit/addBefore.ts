import type { EditOf } from '../../runtime/model/edit.js';
import { onEdge } from './addStep.js';
import { type Draft, ownStep, ownWays, type Replacement, refuse, type Subject } from './draft.js';
import { freeName, nameRefusal } from './naming.js';
import { newMethod } from './newMethod.js';
import { movedStart } from './setStart.js';
import { targetsNamed } from './targets.js';

/** A new step in front of another: everything that led there leads to the new one; in front of the first step, runs begin at it. */
export function addBefore(subject: Subject, { step: name, name: asked }: EditOf<'addBefore'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const { flow } = subject;
  const added = asked ?? freeName(flow);
  const badName = nameRefusal(flow, added);
  if (badName) return badName;
  const isFirst = flow.graph.steps.some(one => one.name === name && one.start);
  const before = flow.steps.filter(one => targetsNamed(one, name).length > 0);
  const unknown = flow.steps.find(one => one.unknown);
  if (!isFirst && before.length === 0 && unknown)
    return refuse(
      `Where '${unknown.name}' goes can't be read from its code, and it may lead to '${name}': add the step there.`,
    );
  if (own.step.inputs !== null && before.length > 1)
    return refuse(
      `'${name}' joins branches, and a step in front of it would have to: choose the edge that the new step is to stand on.`,
    );
  const replacements: Replacement[] = [];
  // A loop comes back to the first step, and not to what runs once before it.
  for (const { name: from } of isFirst ? [] : before) {
    const ways = ownWays(subject, from);
    if (!ways.ok) return ways;
    const place = onEdge(subject, ways.step, name, added);
    if (!place.ok) return place;
    replacements.push(...place.replacements);
  }
  const unmarked = isFirst ? movedStart(subject, added) : null;
  if (unmarked && !unmarked.ok) return unmarked;
  const options = isFirst && added !== 'start' ? '{ start: true }' : '';
  const method = newMethod(subject, own.step, added, name, { isInFront: true, options });
  return {
    ok: true,
    replacements: [...replacements, ...(unmarked?.replacements ?? []), method],
    step: added,
  };
}
