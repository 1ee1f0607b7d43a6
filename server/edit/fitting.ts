import { parseFlows } from '../parse/flows.js';
import type { Parsed } from '../parse/parsed.js';
import { applied, type Draft, type Replacement, refuse, type Subject } from './draft.js';
import { type Narrowed, narrowedIn } from './overrides.js';
import { fittingTypes } from './resultType.js';

/**
 * A change with what has to change in result types for it. Refused where a type can't be made to fit, or a step would not give what those of other classes
 * give that it overrides, or that override it.
 *
 * @param after what the change makes of the text
 */
export function withTypes(subject: Subject, replacements: readonly Replacement[], after: Parsed): Draft {
  const types = fittingTypes(subject, after);
  if (!types.ok) return types;
  const all = [...replacements, ...types.replacements];
  const isFamily = subject.parsed.classes.length > 1;
  // What a step says that it gives counts, where it says so.
  if (isFamily && (types.replacements.length > 0 || newlyNarrowed(subject, after))) {
    const { text, tree, sources } = subject;
    const narrowed = newlyNarrowed(subject, parseFlows(applied(text, all), tree.fileName, sources));
    if (narrowed)
      return refuse(
        `'${narrowed.step}' would always go on in ${narrowed.base}, and may end in ${narrowed.heir}, which overrides it.`,
      );
  }
  return { ok: true, replacements: all, step: null };
}

function newlyNarrowed({ parsed }: Subject, after: Parsed): Narrowed | undefined {
  const known = new Set(narrowedIn(parsed).map(one => JSON.stringify(one)));
  return narrowedIn(after).find(one => !known.has(JSON.stringify(one)));
}
