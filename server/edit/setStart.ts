import type { EditOf } from '../../runtime/model/edit.js';
import { type Draft, ownStep, type Replacement, refuse, type Subject } from './draft.js';
import { withOption, withoutOption } from './options.js';

/** Has runs begin at another step. Nothing else is changed: where the step that was first is to come in, edges say. */
export function setStart(subject: Subject, { step: name }: EditOf<'setStart'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const moved = movedStart(subject, name);
  if (!moved.ok) return moved;
  if (subject.flow.graph.steps.some(one => one.name === name && one.start))
    return refuse(`'${name}' is the first step already.`);
  if (isFirstByName(subject, name)) return { ok: true, replacements: moved.replacements, step: name };
  const mark = withOption(subject, own.step, 'start', 'true');
  if (!mark.ok) return mark;
  return { ok: true, replacements: [...moved.replacements, ...mark.replacements], step: name };
}

/** Takes the mark of the first step off every other that bears it. */
export function movedStart(subject: Subject, to: string): ReturnType<typeof withoutOption> {
  const replacements: Replacement[] = [];
  for (const { name, options } of subject.flow.graph.steps) {
    if (!options.start || name === to) continue;
    const own = ownStep(subject, name);
    if (!own.ok) return own;
    const unmarked = withoutOption(subject, own.step, 'start');
    if (!unmarked.ok) return unmarked;
    replacements.push(...unmarked.replacements);
  }
  return { ok: true, replacements };
}

/** Without a mark, the step called `start` is first. */
function isFirstByName({ flow }: Subject, name: string): boolean {
  const step = flow.graph.steps.find(one => one.name === name);
  return name === 'start' && step?.options.start === undefined;
}
