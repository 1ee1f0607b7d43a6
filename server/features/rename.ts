import type { Position, Range, TextEdit } from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import { editFlow } from '../edit/edit.js';
import { memberNameRefusal } from '../edit/naming.js';
import { respelt } from '../parse/dataflow/places.js';
import type { Parsed } from '../parse/parsed.js';
import { type Member, placesOfFamily, type Text } from './family.js';
import { declarationOf, type Named, namedAt, placesNaming, rangeOf } from './names.js';

export type Renamed =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly reason: string };

/** What would be renamed at a position; null where this server has nothing to say. */
export function renamableAt(
  analysis: Analysis,
  position: Position,
): { range: Range; placeholder: string } | null {
  const named = namedAt(analysis, position);
  if (!named || !declarationOf(analysis, named)) return null;
  return { range: rangeOf(analysis, named.place.span), placeholder: named.name };
}

/** A new name for a step, artifact or parameter, at every place of the file that names it. */
export function renameAt(analysis: Analysis, position: Position, name: string): Renamed | null {
  const named = namedAt(analysis, position);
  if (!named) return null;
  const { flow, kind, name: old } = named;
  if (!isDeclaredHere(analysis, named)) {
    return { ok: false, reason: `'${old}' is declared in another file: rename it there.` };
  }
  if (name === old) return { ok: true, edits: [] };
  if (kind === 'step' && flow.steps.some(step => step.name === old && step.own)) {
    const edit = { kind: 'renameStep', step: old, name } as const;
    const edited = editFlow(analysis.text, analysis.fileName, flow.graph.flow, edit, analysis.sources);
    if (!edited.ok) return edited;
    return {
      ok: true,
      edits: edited.replacements.map(({ span, text }) => ({ range: rangeOf(analysis, span), newText: text })),
    };
  }
  const refused = memberNameRefusal(flow, name, kind === 'step' ? 'A step' : 'An artifact');
  if (refused) return refused;
  return {
    ok: true,
    edits: placesNaming(analysis, named).map(place => ({
      range: rangeOf(analysis, place.span),
      newText: respelt(place, name),
    })),
  };
}

function isDeclaredHere(analysis: Analysis, named: Named): boolean {
  return placesNaming(analysis, named).some(({ role }) => role === 'declaration');
}

/** A member's new name at every place of a text whose classes inherit it. */
export function heirEdits(text: Text, member: Member, newName: string): TextEdit[] {
  return placesOfFamily(text, member).map(place => ({
    range: rangeOf(text, place.span),
    newText: respelt(place, newName),
  }));
}

/** Why those who inherit a member can't have it under another name; null when they can. */
export function heirRefusal(parsed: Parsed, newName: string): string | null {
  const taken = parsed.classes.find(({ memberNames }) => memberNames.includes(newName));
  return taken ? `${taken.graph.flow}, which inherits it, has a member called '${newName}' already.` : null;
}
