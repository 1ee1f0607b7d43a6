import { ts } from 'ts-morph';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { parseFlows } from '../parse/flows.js';
import { withoutCasts } from '../parse/literal.js';
import { readSource, spanOf } from '../parse/source.js';
import {
  applied,
  type Draft,
  difference,
  ownWays,
  type Refusal,
  type Replacement,
  refuse,
  type Subject,
} from './draft.js';
import { withoutListed } from './lists.js';
import { nodeAt } from './nodes.js';
import { withoutStatement } from './statements.js';
import { targetsNamed, type WrittenTarget } from './targets.js';

/** Takes a target out of a step's transitions, and what is left without one with it. */
export function deleteEdge(
  subject: Subject,
  { from, to }: Extract<GraphEdit, { kind: 'deleteEdge' }>,
): Draft {
  const own = ownWays(subject, from);
  if (!own.ok) return own;
  const places = targetsNamed(own.step, to);
  const [first] = places;
  if (!first) return refuse(`'${from}' does not go on to '${to}'.`);
  const removal = withoutTarget(subject, first);
  if (!removal.ok || places.length === 1) return removal.ok ? { ...removal, step: from } : removal;
  return inTurn(subject, from, to, places.length);
}

type Removal = { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal;

/** Several arms name the target: they go one after the other, since one may stand inside what another takes with it. */
function inTurn(subject: Subject, from: string, to: string, atMost: number): Draft {
  let now = subject;
  for (let turn = 0; turn < atMost; turn++) {
    const step = now.flow.steps.find(({ name }) => name === from);
    const [place] = step ? targetsNamed(step, to) : [];
    if (!place) break;
    const removal = withoutTarget(now, place);
    if (!removal.ok) return removal;
    const text = applied(now.text, removal.replacements);
    const parsed = parseFlows(text, subject.tree.fileName, subject.sources);
    const flow = parsed.classes.find(({ graph }) => graph.flow === subject.flow.graph.flow);
    if (!flow || parsed.broken !== null)
      return refuse(`Delete these transitions in the code: they can't be told apart here.`);
    now = { ...subject, text, parsed, flow, tree: readSource(text, subject.tree.fileName).tree };
  }
  return { ok: true, replacements: [difference(subject.text, now.text)], step: from };
}

function withoutTarget(subject: Subject, { transition, target, inPlace }: WrittenTarget): Removal {
  const { tree } = subject;
  const call = nodeAt(tree, transition.span, ts.isCallExpression);
  const written = nodeAt(tree, target.span, ts.isExpression);
  if (!call || !written || !inPlace) {
    return refuse(`'${target.name}' is named outside of the transition: change it in the code.`);
  }
  const place = outsideCasts(written);
  const choice = place.parent;
  if (ts.isConditionalExpression(choice) && choice.condition !== place) {
    return { ok: true, replacements: [otherArm(subject, choice, place)] };
  }
  if (choice === call && transition.kind === 'next' && call.arguments.length > 1) {
    return { ok: true, replacements: withoutListed(subject, call.arguments, place) };
  }
  return withoutCall(subject, call);
}

function withoutCall(subject: Subject, call: ts.CallExpression): Removal {
  let place: ts.Expression = call;
  for (;;) {
    place = outsideCasts(place);
    const { parent } = place;
    if (ts.isAwaitExpression(parent)) {
      place = parent;
    } else if (ts.isConditionalExpression(parent) && parent.condition !== place) {
      return { ok: true, replacements: [otherArm(subject, parent, place)] };
    } else if (ts.isBinaryExpression(parent) && parent.right === place) {
      place = parent;
    } else if (ts.isReturnStatement(parent)) {
      return withoutStatement(subject, parent);
    } else {
      return refuse('This transition is not returned where it is written: change it in the code.');
    }
  }
}

/** A `?:` gives way to the arm that stays. */
function otherArm(subject: Subject, choice: ts.ConditionalExpression, gone: ts.Node): Replacement {
  const stays = choice.whenTrue === gone ? choice.whenFalse : choice.whenTrue;
  const { start, end } = spanOf(stays, subject.tree);
  return { span: spanOf(choice, subject.tree), text: subject.text.slice(start, end) };
}

/** The expression with the parentheses and type assertions around it. */
function outsideCasts(node: ts.Expression): ts.Expression {
  let outer = node;
  while (
    ts.isExpression(outer.parent) &&
    withoutCasts(outer.parent) === withoutCasts(node) &&
    outer.parent !== outer
  ) {
    outer = outer.parent;
  }
  return outer;
}
