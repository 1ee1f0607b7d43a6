import { ts } from 'ts-morph';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { parseFlows } from '../parse/flows.js';
import type { ParsedStep } from '../parse/parsed.js';
import { readSource } from '../parse/source.js';
import { withoutChosen } from './choices.js';
import { applied, type Draft, difference, ownWays, type Removal, refuse, type Subject } from './draft.js';
import { endInstead } from './endings.js';
import { withoutListed } from './lists.js';
import { nodeAt, outsideCasts } from './nodes.js';
import { targetsNamed, type WrittenTarget } from './targets.js';

/**
 * Takes a target out of a step's transitions. A branch of a split goes; any other way that led there ends the flow where it stands, so that all others
 * are gone under the same conditions as before, and what conditions do is still done.
 */
export function deleteEdge(
  subject: Subject,
  { from, to }: Extract<GraphEdit, { kind: 'deleteEdge' }>,
): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const places = targetsNamed(own.step, to);
  const [first] = places;
  if (!first) return refuse(`'${from}' does not go on to '${to}'.`);
  const isLast = !goesElsewhere(own.step, to);
  const removal = withoutTarget(subject, first, isLast);
  if (!removal.ok || places.length === 1) return removal.ok ? { ...removal, step: from } : removal;
  return inTurn(subject, from, to);
}

function goesElsewhere({ unknown, transitions }: ParsedStep, to: string): boolean {
  return (
    unknown ||
    transitions.some(({ returned, targets }) => returned && targets.some(({ name }) => name !== to))
  );
}

/** Several arms name the target: they go one after the other, since one may stand inside what another takes with it. */
function inTurn(subject: Subject, from: string, to: string): Draft {
  let now = subject;
  for (let turn = 0; turn < tooMany; turn++) {
    const step = now.flow.steps.find(({ name }) => name === from);
    const places = step ? targetsNamed(step, to) : [];
    const [place] = places;
    if (!step || !place) return { ok: true, replacements: [difference(subject.text, now.text)], step: from };
    // While another way goes there, this one is not the last of the step.
    const removal = withoutTarget(now, place, places.length === 1 && !goesElsewhere(step, to));
    if (!removal.ok) return removal;
    const text = applied(now.text, removal.replacements);
    const parsed = parseFlows(text, subject.tree.fileName, subject.sources);
    const flow = parsed.classes.find(({ graph }) => graph.flow === subject.flow.graph.flow);
    if (!flow || parsed.broken !== null) break;
    now = { ...subject, text, parsed, flow, tree: readSource(text, subject.tree.fileName).tree };
  }
  return refuse(`Delete these transitions in the code: they can't be told apart here.`);
}

/** Transitions that name the same step, in one step: nobody writes as many. */
const tooMany = 200;

/** @param isLast the step goes on nowhere else */
function withoutTarget(
  subject: Subject,
  { transition, target, inPlace }: WrittenTarget,
  isLast: boolean,
): Removal {
  const { tree } = subject;
  const call = nodeAt(tree, transition.span, ts.isCallExpression);
  const written = nodeAt(tree, target.span, ts.isExpression);
  if (!call || !written || !inPlace) {
    return refuse(`'${target.name}' is named outside of the transition: change it in the code.`);
  }
  const place = outsideCasts(written);
  if (place.parent !== call) return withoutChosen(subject, call, place, transition.kind);
  if (transition.kind === 'next' && call.arguments.length > 1)
    return { ok: true, replacements: withoutListed(subject, call.arguments, place) };
  return endInstead(subject, call, isLast);
}
