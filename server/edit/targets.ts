import { ts } from 'ts-morph';
import { isIdentifier } from '../parse/names.js';
import type { ParsedStep, ParsedTarget, ParsedTransition } from '../parse/parsed.js';
import { spanOf } from '../parse/source.js';
import { type Refusal, type Removal, type Replacement, refuse, type Subject } from './draft.js';
import { appended } from './lists.js';
import { memberAccess } from './naming.js';
import { nodeAt, outsideCasts } from './nodes.js';
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
export function withBranch(subject: Subject, last: ParsedTarget, written: string): Removal {
  const node = nodeAt(subject.tree, last.span, ts.isExpression);
  const argument = node && outsideCasts(node);
  const call = argument?.parent;
  return call && ts.isCallExpression(call) && call.arguments.at(-1) === argument
    ? { ok: true, replacements: appended(subject, call.arguments, written, newlineOf(subject.text)) }
    : refuse('The branches are named in a way that can only be changed in the code.');
}

/** A target's text with another step's name in it, for the place of its own name. */
export function renamedTarget({ text, tree }: Subject, { nameSpan }: ParsedTarget, name: string): string {
  const written = text.slice(nameSpan.start, nameSpan.end);
  const node = nodeAt(tree, nameSpan, ts.isIdentifier);
  // A variable that holds the step holds no other.
  const isMember = node !== null && ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
  return isMember && /^[\p{ID_Continue}$]+$/u.test(written) ? name : `this.${name}`;
}

/** Has a target name another step. */
export function retargeted(subject: Subject, target: ParsedTarget, name: string): Replacement {
  if (isIdentifier(name)) return { span: target.nameSpan, text: renamedTarget(subject, target, name) };
  const node = nodeAt(subject.tree, target.nameSpan, ts.isIdentifier);
  const access = node && ts.isPropertyAccessExpression(node.parent) ? node.parent : null;
  const written = memberAccess(name, subject.tree, receiverOf(subject, target));
  return {
    span: access ? { start: spanOf(access, subject.tree).start, end: access.end } : target.nameSpan,
    text: written,
  };
}
