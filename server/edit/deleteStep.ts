import type { GraphEdit } from '../../runtime/model/edit.js';
import type { ParsedStep, Span } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { askedElsewhere } from './askedElsewhere.js';
import { endOfMember, withComments } from './comments.js';
import { deleteEdge } from './deleteEdge.js';
import {
  type Draft,
  ownStep,
  ownWays,
  type Refusal,
  type Removal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { wholeLines } from './layout.js';
import { namedOutside } from './namedOutside.js';
import { methodOf } from './nodes.js';
import { renamedTarget, targetsNamed } from './targets.js';

/** Takes a step out, with what is said about it. Those that led to it go on where it did; where it ended the flow, their way there goes. */
export function deleteStep(
  subject: Subject,
  { step: name, ways }: Extract<GraphEdit, { kind: 'deleteStep' }>,
): Draft {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const { step } = own;
  const why = whyStays(subject, name);
  if (why) return why;
  const before = subject.flow.steps.filter(
    other => other.name !== name && targetsNamed(other, name).length > 0,
  );
  // Where nothing leads to it, or goes on, it does not matter where it goes.
  const onward = before.length === 0 || ways === 'end' ? nowhere : wayOn(step);
  if (!onward.ok) return onward;
  const replacements: Replacement[] = [];
  for (const other of before) {
    const healed = healing(subject, other.name, name, onward.to);
    if (!healed.ok) return healed;
    replacements.push(...healed.replacements);
  }
  const left = without(subject, [name]);
  if (!left.ok) return left;
  replacements.push(...left.replacements);
  return { ok: true, replacements, step: onward.to ?? before[0]?.name ?? null };
}

/** Why a step can't be taken out, whatever leads to it. */
export function whyStays({ parsed, flow: { graph } }: Subject, name: string): Refusal | null {
  if (graph.steps.some(one => one.name === name && one.start))
    return refuse(`'${name}' is the first step: make another one the first before it is deleted.`);
  if (parsed.declarations(graph.flow, name).length > 1)
    return refuse(
      `'${name}' overrides what the flow inherits, which would come back: delete it in the code.`,
    );
  return null;
}

/** Takes the methods of steps out, with what is said about them; refused where anything but the ways that lead there names one. */
export function without(subject: Subject, names: readonly string[]): Removal {
  const { text, tree, flow } = subject;
  const steps = flow.steps.filter(({ name }) => names.includes(name));
  const led = flow.steps.flatMap(other =>
    names.flatMap(name => targetsNamed(other, name).map(({ target }) => target.span)),
  );
  const going = [...steps.map(({ full }) => full), ...led];
  const replacements: Replacement[] = [];
  for (const step of steps) {
    const method = methodOf(subject, step);
    if (!method) return refuse(`'${step.name}' is not written as a method: delete it in the code.`);
    const left = stillNamed(subject, step, going);
    if (left) return left;
    const gone = { start: withComments(text, method, tree).start, end: endOfMember(text, method.end) };
    replacements.push({ span: wholeLines(text, gone), text: '' });
  }
  return { ok: true, replacements };
}

type Onward = { readonly ok: true; readonly to: string | null };

const nowhere: Onward = { ok: true, to: null };

/** Where those go on that led to a step which is taken out: null for nowhere. */
function wayOn({ name, transitions, unknown, inputs, outcomes }: ParsedStep): Onward | Refusal {
  if (unknown) return refuse(`Where '${name}' goes can't be read from its code: delete it there.`);
  if (inputs !== null)
    return refuse(
      `'${name}' joins branches, which would lack it: delete the branches first, or delete it in the code.`,
    );
  const returned = transitions.filter(transition => transition.returned);
  const [only] = returned;
  if (!only) return nowhere;
  const [target] = only.targets;
  if (
    returned.length === 1 &&
    outcomes <= 1 &&
    only.kind === 'next' &&
    only.targets.length === 1 &&
    target?.name
  )
    return { ok: true, to: target.name };
  const does =
    only.kind === 'foreach'
      ? 'opens a fan-out'
      : only.targets.length > 1
        ? 'opens a split'
        : 'decides between several ways';
  return refuse(
    `'${name}' ${does}, and the steps before it could go on in more than one way: delete its edges first.`,
  );
}

/** Has a step go on where the one did that it led to. */
export function healing(subject: Subject, from: string, gone: string, to: string | null): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const places = targetsNamed(own.step, gone);
  const isJoin = subject.flow.graph.steps.some(({ name, join }) => name === to && join);
  // Twice the same branch is none more, nor is one that does nothing.
  const idle = places.filter(
    ({ transition: { targets } }) =>
      targets.length > 1 && (isJoin || targets.some(({ name }) => name === to)),
  );
  if (idle.length > 0 && idle.length < places.length)
    return refuse(
      `'${from}' goes on to '${gone}' both as a branch, which would have nothing left, and otherwise: delete the step in the code.`,
    );
  if (to === null || idle.length > 0) return deleteEdge(subject, { kind: 'deleteEdge', from, to: gone });
  if (places.some(({ inPlace }) => !inPlace))
    return refuse(`'${from}' names '${gone}' outside of the transition: delete the step in the code.`);
  const replacements = places.map(({ target }) => ({
    span: target.nameSpan,
    text: renamedTarget(subject, target, to),
  }));
  return { ok: true, replacements, step: from };
}

/** Whatever else speaks of the step would speak of nothing. */
function stillNamed(subject: Subject, { name }: ParsedStep, going: readonly Span[]): Refusal | null {
  const { parsed, flow, tree } = subject;
  const goes = (span: Span) => going.some(one => span.start >= one.start && span.end <= one.end);
  const named = [
    ...parsed
      .places(flow.graph.flow)
      .filter(place => place.name === name)
      .map(({ span }) => span),
    ...namedOutside(subject, name).map(node => spanOf(node, tree)),
  ].filter(span => !goes(span));
  if (named.length === 0) {
    const type = askedElsewhere(subject, name);
    return type === null ? null : refuse(`'${name}' is asked for by ${type}: change that first.`);
  }
  const first = Math.min(...named.map(({ start }) => start));
  const line = parsed.lines.range({ start: first, end: first }).start.line + 1;
  return refuse(`'${name}' is still named in line ${line}: change that first.`);
}
