import { ts } from 'ts-morph';
import type { ParsedStep, ParsedTarget, ParsedTransition } from '../parse/parsed.js';
import { insertion, type Refusal, type Replacement, refuse, type Subject } from './draft.js';
import { appended } from './lists.js';
import { nodeAt } from './nodes.js';
import { newlineOf } from './style.js';

export interface WrittenTarget {
  readonly transition: ParsedTransition;
  readonly target: ParsedTarget;
  /** False when it stands outside the call, in a constant that the call only mentions. */
  readonly inPlace: boolean;
}

/** Every place where a step names another as the one to go on to, each once. */
export function targetsNamed(step: ParsedStep, to: string): WrittenTarget[] {
  const found = new Map<number, WrittenTarget>();
  for (const transition of step.transitions) {
    if (!transition.returned) continue;
    for (const target of transition.targets) {
      if (target.name !== to) continue;
      const { span } = transition;
      const inPlace = target.span.start >= span.start && target.span.end <= span.end;
      found.set(target.span.start, { transition, target, inPlace });
    }
  }
  return [...found.values()];
}

/** The one transition that a step ends with, where it neither decides nor fans out. */
export function plainWay(
  step: ParsedStep,
): { readonly ok: true; readonly transition: ParsedTransition } | Refusal {
  const { name, unknown, transitions, outcomes } = step;
  if (unknown) return refuse(`Where '${name}' goes can't be read from its code: change it there.`);
  const returned = transitions.filter(transition => transition.returned);
  const [only] = returned;
  if (!only) return refuse(`'${name}' ends the flow: add a step after it first.`);
  if (returned.length > 1 || outcomes > 1)
    return refuse(`'${name}' decides between several ways: choose one of them, or change it in the code.`);
  if (only.kind === 'foreach') return refuse(`'${name}' opens a fan-out, which leads to one step.`);
  const isInPlace = only.targets.every(
    ({ name: target, span }) => target !== null && span.start >= only.span.start && span.end <= only.span.end,
  );
  return isInPlace
    ? { ok: true, transition: only }
    : refuse(`'${name}' names its next step outside of the transition: change it in the code.`);
}

/** `this.` or what the code around it says instead, such as `self.` */
export function receiverOf({ text }: Subject, target: ParsedTarget): string {
  const receiver = text.slice(target.span.start, target.nameSpan.start);
  return /^[\p{ID_Continue}$]+\.$/u.test(receiver) ? receiver : 'this.';
}

/** A further branch behind the last one of a transition. */
export function withBranch(subject: Subject, last: ParsedTarget, written: string): Replacement[] {
  const node = nodeAt(subject.tree, last.span, ts.isExpression);
  const call = node?.parent;
  return call && ts.isCallExpression(call) && call.arguments.at(-1) === node
    ? appended(subject, call.arguments, written, newlineOf(subject.text))
    : [insertion(last.span.end, `, ${written}`)];
}

/** A target's text with another step's name in it. */
export function renamedTarget({ text }: Subject, target: ParsedTarget, name: string): string {
  const written = text.slice(target.nameSpan.start, target.nameSpan.end);
  return /^[\p{ID_Continue}$]+$/u.test(written) ? name : `this.${name}`;
}
