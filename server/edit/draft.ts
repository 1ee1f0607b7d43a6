import type { ts } from 'ts-morph';
import type { Parsed, ParsedFlow, ParsedStep, ParsedTransition, Span } from '../parse/parsed.js';
import type { Sources } from '../parse/sources.js';

/** The flow to edit, in the text it stands in. */
export interface Subject {
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly parsed: Parsed;
  readonly flow: ParsedFlow;
  /** What the text imports from; null where that can't be read. */
  readonly sources: Sources | null;
}

/** One stretch of the text and what is to stand there instead. */
export interface Replacement {
  readonly span: Span;
  readonly text: string;
}

export interface Refusal {
  readonly ok: false;
  /** A sentence for the person who asked. */
  readonly reason: string;
}

/** What an edit would do, before it is known whether the flow survives it. */
export type Draft =
  | {
      readonly ok: true;
      readonly replacements: readonly Replacement[];
      /** The step to show afterwards. */
      readonly step: string | null;
      /** What is to be on the clipboard then. */
      readonly clipboard?: string;
      /** A way that the flow must have then, and come to. */
      readonly reaches?: { readonly from: string; readonly to: string };
      /** A step of which nothing may be said then that was not before, not even as a warning. */
      readonly faultless?: string;
    }
  | Refusal;

/** What takes something out of the text, or why it can't be. */
export type Removal = { readonly ok: true; readonly replacements: readonly Replacement[] } | Refusal;

export function refuse(reason: string): Refusal {
  return { ok: false, reason };
}

export function insertion(at: number, text: string): Replacement {
  return { span: { start: at, end: at }, text };
}

/** The step whose method an edit changes, or why that method can't be changed. */
export function ownStep({ flow }: Subject, name: string): { ok: true; step: ParsedStep } | Refusal {
  const step = flow.steps.find(one => one.name === name);
  if (!step) return refuse(`${flow.graph.flow} has no step '${name}'.`);
  if (step.own) return { ok: true, step };
  return refuse(`'${name}' is inherited from ${step.declaredIn}: change it there.`);
}

/** The step whose transitions an edit changes. */
export function ownWays(subject: Subject, name: string): ReturnType<typeof ownStep> {
  const own = ownStep(subject, name);
  if (!own.ok) return own;
  const { step } = own;
  // `return super.start()`: the ways are those of another method, in another file perhaps.
  const isOwn = ({ span }: ParsedTransition): boolean =>
    !span.elsewhere && span.start >= step.full.start && span.end <= step.full.end;
  return step.transitions.every(isOwn)
    ? own
    : refuse(`'${name}' goes on where the step that it overrides does: change it there.`);
}

/** A text with all replacements made; they must not overlap. */
export function applied(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let at = 0;
  for (const { span, text: put } of inOrder(replacements)) {
    result += text.slice(at, span.start) + put;
    at = span.end;
  }
  return result + text.slice(at);
}

export function inOrder(replacements: readonly Replacement[]): Replacement[] {
  return replacements.toSorted(
    (one, other) => one.span.start - other.span.start || one.span.end - other.span.end,
  );
}

/** The one stretch in which two texts differ. */
export function difference(before: string, after: string): Replacement {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [end, afterEnd] = [before.length, after.length];
  while (end > start && afterEnd > start && before[end - 1] === after[afterEnd - 1]) {
    end--;
    afterEnd--;
  }
  return { span: { start, end }, text: after.slice(start, afterEnd) };
}
