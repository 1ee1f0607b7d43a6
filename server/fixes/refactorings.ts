import type { Refusal, Replacement, Subject } from '../edit/draft.js';
import type { Span } from '../parse/parsed.js';
import { splitAt } from './splitStep.js';
import { wrapInFanOut } from './wrapFanOut.js';

/** A rebuilding that keeps what the flow does, or why it can't be done here. */
export type Refactoring = { readonly title: string; readonly kind: 'extract' | 'rewrite' } & (
  | { readonly ok: true; readonly replacements: readonly Replacement[] }
  | Refusal
);

export interface Refactored extends Subject {
  readonly fileName: string;
}

/** What can be rebuilt at a selection; those that fit but can't be done say why. */
export function refactorings(subject: Refactored, selection: Span): Refactoring[] {
  return [...splitAt(subject, selection), ...wrapInFanOut(subject, selection)];
}
