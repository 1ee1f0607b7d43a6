import type { Problem } from '../../runtime/model/diagnostics.js';
import type { GraphEdit } from '../../runtime/model/edit.js';
import type { Replacement, Subject } from '../edit/draft.js';
import { draftOf } from '../edit/edit.js';
import type { ParsedStep, Span } from '../parse/parsed.js';

/** A way to mend a problem. */
export interface Fix {
  /** What it does, as a command: `Go on to 'end'`. */
  readonly title: string;
  readonly replacements: readonly Replacement[];
  /** It is what most people mean, so that "fix all" may take it. */
  readonly preferred?: boolean;
  /** Stretches that go on purpose, with what is said about them. */
  readonly removes?: readonly Span[];
  /** It makes a step, of which it may be told next that its branch is not joined yet. */
  readonly isBeginning?: boolean;
}

/** A problem in the text it was found in. */
export interface Case extends Subject {
  readonly fileName: string;
  readonly problem: Problem;
  /** The culprit. */
  readonly span: Span;
  /** TypeScript offers to correct the spelling of the same name, so that it need not be offered twice. */
  readonly isSpeltOut: boolean;
  /** The step it belongs to. */
  readonly step: ParsedStep | null;
}

export type Fixer = (found: Case) => readonly Fix[];

/** The words in quotes of a message of ours: names, in order. */
export function namesIn(message: string): string[] {
  return [...message.matchAll(/'([^']+)'/g)].map(([, name]) => name!);
}

/** A mend that is an edit of the graph; none where the edit is refused. */
export function graphFix(found: Case, edit: GraphEdit, title: string, preferred = false): Fix[] {
  const draft = draftOf(found, edit);
  return draft.ok ? [{ title, replacements: draft.replacements, preferred }] : [];
}

export function textOf({ text }: Case, { start, end }: Span): string {
  return text.slice(start, end);
}
