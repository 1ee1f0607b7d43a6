import type { EditOf } from '../../runtime/model/edit.js';
import { respelt } from '../parse/dataflow/places.js';
import { endOfMember, withComments } from './comments.js';
import {
  applied,
  type Draft,
  insertion,
  ownStep,
  type Removal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { freeNameLike } from './naming.js';
import { gapOf } from './newMethod.js';
import { methodOf } from './nodes.js';
import { withoutOption } from './options.js';

/** The same step once more, right behind it, under a free name. Nothing leads to the copy yet; where the step comes back to itself, so does the copy. */
export function duplicateStep(subject: Subject, { step: name }: EditOf<'duplicateStep'>): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const { step } = own;
  const method = methodOf(subject, step);
  if (!method) return refuse(`'${name}' is not written as a method: copy it in the code.`);
  const { text, tree, flow, parsed } = subject;
  const copy = freeNameLike(flow, `${name}Copy`);
  const whole = { start: withComments(text, method, tree).start, end: endOfMember(text, method.end) };
  const isMarked = flow.graph.steps.some(one => one.name === name && one.options.start !== undefined);
  const unmarked = isMarked ? withoutOption(subject, step, 'start') : nothing;
  if (!unmarked.ok) return unmarked;
  const renamed = parsed
    .places(flow.graph.flow)
    .filter(place => place.name === name && place.on !== 'input' && place.on !== 'inputs')
    .filter(({ span }) => span.start >= whole.start && span.end <= whole.end)
    .map(place => ({ span: place.span, text: respelt(place, copy) }));
  const within = ({ span, text: put }: Replacement): Replacement => ({
    span: { start: span.start - whole.start, end: span.end - whole.start },
    text: put,
  });
  const written = applied(
    text.slice(whole.start, whole.end),
    [...renamed, ...unmarked.replacements].map(within),
  );
  return {
    ok: true,
    replacements: [insertion(whole.end, `${gapOf(subject, step)}${written}`)],
    step: copy,
  };
}

const nothing: Removal = { ok: true, replacements: [] };
