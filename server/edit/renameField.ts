import type { EditOf } from '../../runtime/model/edit.js';
import { spanOf } from '../parse/source.js';
import { fieldOf } from './declared.js';
import { type Draft, refuse, type Subject } from './draft.js';
import { namedByRuns, namedOutside } from './namedOutside.js';
import { memberNameRefusal } from './naming.js';
import { respellings } from './renameStep.js';

/** Another name for a parameter or an artifact, wherever steps and joins name it. */
export function renameField(subject: Subject, { name, to }: EditOf<'renameField'>): Draft {
  const found = fieldOf(subject, name);
  if (!found.ok) return found;
  if (to === name) return { ok: true, replacements: [], step: null };
  const refused = memberNameRefusal(subject.flow, to, 'A field');
  if (refused) return refused;
  // Only TypeScript knows whether these mean the field.
  const [other] = [...namedOutside(subject, name), ...namedByRuns(subject, name)];
  if (other) {
    const { start } = spanOf(other, subject.tree);
    const line = subject.parsed.lines.range({ start, end: start }).start.line + 1;
    return refuse(`'${name}' is named in line ${line} too, outside of the flow: rename it in the code.`);
  }
  return { ok: true, replacements: respellings(subject, name, to), step: null };
}
