import type { EditOf } from '../../runtime/model/edit.js';
import { analyseScopes } from '../../runtime/model/scopes.js';
import type { ParsedStep } from '../parse/parsed.js';
import { composed } from './composed.js';
import { deleteStep, healing, whyStays, without } from './deleteStep.js';
import {
  applied,
  type Draft,
  ownStep,
  type Refusal,
  type Removal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { subjectOf } from './inTurns.js';
import { targetsNamed } from './targets.js';

/**
 * Takes several steps out. Between them anything may stand, a split with its join too; those that led into them go on where they led out to, which
 * must be one place.
 */
export function deleteSteps(subject: Subject, { steps: names, ways }: EditOf<'deleteSteps'>): Draft {
  const [first] = names;
  if (names.length === 1 && first !== undefined)
    return deleteStep(subject, { kind: 'deleteStep', step: first, ...(ways === undefined ? {} : { ways }) });
  const gone = new Set(names);
  const steps: ParsedStep[] = [];
  for (const name of names) {
    const own = ownStep(subject, name);
    if (!own.ok) return own;
    const why = whyStays(subject, name);
    if (why) return why;
    steps.push(own.step);
  }
  const before = subject.flow.steps.filter(
    other => !gone.has(other.name) && names.some(name => targetsNamed(other, name).length > 0),
  );
  const onward =
    before.length === 0 || ways === 'end' ? ({ ok: true, to: null } as const) : wayOut(subject, steps, gone);
  if (!onward.ok) return onward;
  const left = without(subject, names);
  if (!left.ok) return left;
  const healed = healedWays(subject, before, names, onward.to);
  if (!healed.ok) return healed;
  return {
    ok: true,
    replacements: [...healed.replacements, ...left.replacements],
    step: onward.to ?? before[0]?.name ?? null,
  };
}

/** Has all that led to the steps go on elsewhere. */
function healedWays(
  subject: Subject,
  before: readonly ParsedStep[],
  names: readonly string[],
  to: string | null,
): Removal {
  const replacements: Replacement[] = [];
  for (const step of before) {
    const healed = healedWaysOf(subject, step, names, to);
    if (!healed.ok) return healed;
    replacements.push(...healed.replacements);
  }
  return { ok: true, replacements };
}

/** Of one step, one way after the other: what becomes of one may be for the next to change. */
function healedWaysOf(
  subject: Subject,
  step: ParsedStep,
  names: readonly string[],
  to: string | null,
): Removal {
  const { name: from } = step;
  let replacements: readonly Replacement[] = [];
  let now = subject;
  for (const name of names.filter(one => targetsNamed(step, one).length > 0)) {
    const text = applied(subject.text, replacements);
    const next = subjectOf(now, text);
    if (!next)
      return refuse('This can’t be written into the code as it stands: delete the steps one by one.');
    now = next;
    const left = now.flow.steps.find(one => one.name === from);
    if (!left || targetsNamed(left, name).length === 0) continue;
    const healed = healing(now, from, name, to);
    if (!healed.ok) return healed;
    replacements = composed(subject.text, replacements, healed.replacements);
  }
  return { ok: true, replacements };
}

/** The one place that the steps lead out to; null where they end the flow. */
export function wayOut(
  { flow: { graph } }: Subject,
  steps: readonly ParsedStep[],
  gone: ReadonlySet<string>,
): { readonly ok: true; readonly to: string | null } | Refusal {
  const unknown = steps.find(step => step.unknown);
  if (unknown) return refuse(`Where '${unknown.name}' goes can't be read from its code: delete it there.`);
  const scopes = analyseScopes(graph);
  for (const { name } of graph.steps) {
    const join = scopes.joinOf(name);
    if (join === null || gone.has(name) === gone.has(join)) continue;
    return refuse(
      gone.has(join)
        ? `'${join}' joins what '${name}' opens, which stays: select '${name}' too, or delete its branches first.`
        : `'${name}' opens what '${join}' joins, which stays: select '${join}' too.`,
    );
  }
  const out = new Set(
    graph.edges.filter(({ from, to }) => gone.has(from) && !gone.has(to)).map(({ to }) => to),
  );
  if (out.size > 1)
    return refuse(
      `The steps lead on to ${[...out].map(name => `'${name}'`).join(' and ')}, and those before them could go on in more than one way: delete the edges first.`,
    );
  const [to = null] = out;
  return { ok: true, to };
}
