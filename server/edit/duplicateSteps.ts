import type { EditOf } from '../../runtime/model/edit.js';
import { copyOf } from './copy.js';
import { type Draft, refuse, type Subject } from './draft.js';
import { duplicateStep } from './duplicateStep.js';
import { pasteSteps } from './paste.js';

/** The same steps once more, behind the last of them, going on to one another as they do. Nothing leads to the copies yet. */
export function duplicateSteps(subject: Subject, { steps }: EditOf<'duplicateSteps'>): Draft {
  const [first] = steps;
  if (steps.length === 1 && first !== undefined)
    return duplicateStep(subject, { kind: 'duplicateStep', step: first });
  const copied = copyOf(subject, steps);
  if (!copied.ok) return copied;
  const last = subject.flow.steps.findLast(({ name }) => steps.includes(name));
  if (!last) return refuse('There is nothing to copy.');
  return pasteSteps(subject, { kind: 'pasteSteps', text: copied.text, after: last.name });
}
