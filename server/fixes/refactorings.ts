import type { Problem } from '../../runtime/model/diagnostics.js';
import { applied, type Refusal, type Replacement, refuse, type Subject } from '../edit/draft.js';
import { withTypes } from '../edit/fitting.js';
import { parseFlows } from '../parse/flows.js';
import type { Parsed, Span } from '../parse/parsed.js';
import { keepsAll } from './checked.js';
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
  return [...splitAt(subject, selection), ...wrapInFanOut(subject, selection)].map(one =>
    checked(subject, one),
  );
}

/** One that would leave errors behind which were not there is not made. */
function checked(subject: Refactored, made: Refactoring): Refactoring {
  if (!made.ok) return made;
  const { text, tree, parsed, fileName, sources } = subject;
  const { title, kind, replacements } = made;
  const rebuilt = applied(text, replacements);
  const after = parseFlows(rebuilt, fileName, sources);
  if (after.broken !== null)
    return { title, kind, ...refuse(`The code can't be taken apart here: ${after.broken}`) };
  if (after.tree && !keepsAll(text, tree, rebuilt, after.tree))
    return { title, kind, ...refuse('A comment would be lost: put it on a line of its own first.') };
  const before = new Set(errorsOf(parsed).map(({ code }) => code));
  const harm =
    errorsOf(after).find(({ code }) => !before.has(code)) ??
    after.problems.find(({ code }) => lost.has(code) && howMany(after, code) > howMany(parsed, code));
  if (harm) return { title, kind, ...refuse(harm.message) };
  return { title, kind, ...withTypes(subject, replacements, after) };
}

/** What a step held until its end can't be stored where it ends earlier. */
const lost: ReadonlySet<string> = new Set([
  'artifact-class-instance',
  'artifact-unstorable',
  'unawaited-artifact',
]);

function howMany({ problems }: Parsed, code: string): number {
  return problems.filter(one => one.code === code).length;
}

function errorsOf({ problems }: Parsed): Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}
