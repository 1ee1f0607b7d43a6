import { parseFlows } from '../parse/flows.js';
import { composed } from './composed.js';
import { applied, type Removal, type Replacement, refuse, type Subject } from './draft.js';

/** Changes of which each is about the text that those before it lead to, as one change of the text that there is. */
export function inTurns(subject: Subject, changes: readonly ((now: Subject) => Removal)[]): Removal {
  let replacements: readonly Replacement[] = [];
  for (const change of changes) {
    const now = subjectOf(subject, applied(subject.text, replacements));
    if (!now) return refuse('This can’t be written into the code as it stands: change it there.');
    const made = change(now);
    if (!made.ok) return made;
    replacements = composed(subject.text, replacements, made.replacements);
  }
  return { ok: true, replacements };
}

/** The flow in a text that it has become; null where that is none. */
export function subjectOf(subject: Subject, text: string): Subject | null {
  if (text === subject.text) return subject;
  const { tree: before, flow, sources } = subject;
  const parsed = parseFlows(text, before.fileName, sources);
  const now = parsed.broken === null && parsed.classes.find(({ graph }) => graph.flow === flow.graph.flow);
  const { tree } = parsed;
  return now && tree ? { text, tree, parsed, flow: now, sources } : null;
}
