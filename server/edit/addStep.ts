import type { GraphEdit } from '../../runtime/model/edit.js';
import { analyseScopes } from '../../runtime/model/scopes.js';
import type { ParsedStep } from '../parse/parsed.js';
import { endingIn } from './branchNames.js';
import { type Draft, ownWays, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { endsPlainly, goOnTo } from './goOn.js';
import { freeName, nameRefusal } from './naming.js';
import { newMethod } from './newMethod.js';
import { receiverOf, renamedTarget, targetsNamed, withBranch } from './targets.js';

type AddStep = Extract<GraphEdit, { kind: 'addStep' }>;

/** A new step behind another: at its end, on one of its edges, or as a further branch of its split. */
export function addStep(subject: Subject, { after, before, name: asked }: AddStep): Draft {
  const own = ownWays(subject, after);
  if (!own.ok) return own;
  const name = asked ?? freeName(subject.flow);
  const badName = nameRefusal(subject.flow, name);
  if (badName) return badName;
  const place =
    before === undefined ? placeBehind(subject, own.step, name) : onEdge(subject, own.step, before, name);
  if (!place.ok) return place;
  return {
    ok: true,
    replacements: [...place.replacements, newMethod(subject, own.step, name, place.next)],
    step: name,
  };
}

/** How the step before comes to lead to the new one, and where the new one leads to. */
type Place =
  | { readonly ok: true; readonly replacements: readonly Replacement[]; readonly next: string | null }
  | Refusal;

function placeBehind(subject: Subject, step: ParsedStep, name: string): Place {
  const after = step.name;
  if (step.unknown) return refuse(`Where '${after}' goes can't be read from its code: add the step there.`);
  if (endsPlainly(step)) {
    const end = goOnTo(subject, step, name);
    return end.ok ? { ok: true, replacements: end.replacements, next: null } : end;
  }
  const returned = step.transitions.filter(transition => transition.returned);
  const [only] = returned;
  if (!only || returned.length > 1 || step.outcomes > 1) {
    return refuse(
      `'${after}' decides between several ways: choose the edge that the new step is to stand on.`,
    );
  }
  if (only.kind === 'foreach') {
    return refuse(`'${after}' opens a fan-out: choose the edge that the new step is to stand on.`);
  }
  const [first] = only.targets;
  const last = only.targets.at(-1);
  if (!first || !last) return refuse(`'${after}' has a transition that names no step: write it in the code.`);
  if (only.targets.length === 1 && first.name !== null) return onEdge(subject, step, first.name, name);
  if (last.span.end > only.span.end || last.span.start < only.span.start) {
    return refuse(`'${after}' names its next steps outside of the transition: add the branch in the code.`);
  }
  const branch = withBranch(subject, last, `${receiverOf(subject, last)}${name}`);
  return branch.ok ? { ...branch, next: analyseScopes(subject.flow.graph).joinOf(after) } : branch;
}

/** On the edges from a step to another. */
export function onEdge(subject: Subject, step: ParsedStep, before: string, name: string): Place {
  const places = targetsNamed(step, before);
  const target = subject.flow.steps.find(one => one.name === before);
  if (places.length === 0 || !target) return refuse(`'${step.name}' does not go on to '${before}'.`);
  if (places.some(({ inPlace }) => !inPlace)) {
    return refuse(`'${step.name}' names '${before}' outside of the transition: add the step in the code.`);
  }
  if (target.itemParameters > 0 && places.some(({ transition }) => transition.kind === 'foreach')) {
    return refuse(
      `'${before}' takes the fan-out's items, which a step before it would get instead: add the step behind '${before}'.`,
    );
  }
  const replacements = places.map(({ target: written }) => ({
    span: written.nameSpan,
    text: renamedTarget(subject, written, name),
  }));
  const ending = target.inputs === null ? null : endingIn(subject, step, name);
  if (ending === null || (ending.ok && ending.replacements.length === 0))
    return { ok: true, replacements, next: before };
  if (!ending.ok) return ending;
  const isOnlyWay = subject.flow.graph.edges.filter(({ from }) => from === step.name).length === 1;
  return isOnlyWay
    ? { ok: true, replacements: [...replacements, ...ending.replacements], next: before }
    : refuse(
        `'${before}' knows branches by their last step '${step.name}', in which some would end no more: add the step in the code.`,
      );
}
