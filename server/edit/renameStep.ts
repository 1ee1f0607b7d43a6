import type { GraphEdit } from '../../runtime/model/edit.js';
import { respelt } from '../parse/dataflow/places.js';
import type { ParsedStep } from '../parse/parsed.js';
import { type Draft, ownStep, type Replacement, type Subject } from './draft.js';
import { nameRefusal } from './naming.js';
import { startMark } from './options.js';

/** A step's new name, everywhere the class and those that extend it in this file mean the step by the old one. */
export function renameStep(
  subject: Subject,
  { step: old, name }: Extract<GraphEdit, { kind: 'renameStep' }>,
): Draft {
  const own = ownStep(subject, old);
  if (!own.ok) return own;
  if (name === old) return { ok: true, replacements: [], step: old };
  const badName = nameRefusal(subject.flow, name);
  if (badName) return badName;
  return {
    ok: true,
    replacements: [...respellings(subject, old, name), ...startSaid(subject, own.step)],
    step: name,
  };
}

/** A member's new name at every place that names it. A step is named on the flow and on `inputs`, never on a single input. */
export function respellings({ parsed, flow }: Subject, old: string, name: string): Replacement[] {
  const isStep = flow.graph.steps.some(step => step.name === old);
  return parsed
    .places(flow.graph.flow)
    .filter(place => place.name === old && !(isStep && place.on === 'input'))
    .map(place => ({ span: place.span, text: respelt(place, name) }));
}

/** A step that is first by its name has to say so once it has another. */
function startSaid(subject: Subject, step: ParsedStep): readonly Replacement[] {
  const drawn = subject.flow.graph.steps.find(({ name }) => name === step.name);
  return drawn?.start && drawn.options.start === undefined ? startMark(subject, step) : [];
}
