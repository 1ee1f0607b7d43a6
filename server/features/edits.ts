import type { GraphEdit } from '../../runtime/model/edit.js';
import type { Analysis } from '../analyser.js';
import { type Refusal, refuse } from '../edit/draft.js';
import { editFlow } from '../edit/edit.js';
import type { Parsed } from '../parse/parsed.js';
import type { EditParams, EditResult } from '../protocol.js';
import { type Member, memberOf, placesOfFamily, type Text } from './family.js';

/** The graph that was drawn of a version is still the document's: typing inside a step changes the version, and need not stop anybody. */
export function isStillDrawn({ unchangedSince, version: now }: Analysis, version: number): boolean {
  return version >= unchangedSince && version <= now;
}

/**
 * The text changes for an edit that was made on the graph as of some version of the document.
 *
 * @param expect is told what the text will be then
 */
export function editOf(
  analysis: Analysis,
  { flow, version, edit }: EditParams,
  expect: (text: string, parsed: Parsed) => void,
): EditResult {
  if (!isStillDrawn(analysis, version)) {
    return {
      ok: false,
      reason: 'The code has changed since this graph was drawn: look at it again and repeat the edit.',
    };
  }
  const { text, fileName, sources, parsed } = analysis;
  const edited = editFlow(text, fileName, flow, edit, sources, parsed);
  if (!edited.ok) return edited;
  if (edited.replacements.length > 0) expect(edited.text, edited.parsed);
  return {
    ok: true,
    version: analysis.version,
    changes: edited.replacements.map(({ span, text }) => ({
      range: analysis.parsed.lines.range(span),
      text,
    })),
    step: edited.step,
    clipboard: edited.clipboard,
  };
}

/** What an edit takes out of the flow, as what several files may name. */
export function membersTakenOut(text: Text, flow: string, edit: GraphEdit): readonly Member[] {
  const found = text.parsed.classes.find(({ graph }) => graph.flow === flow);
  if (!found) return [];
  if (edit.kind === 'removeField') {
    const isParameter = found.graph.parameters.some(({ name }) => name === edit.name);
    const member = memberOf(text, found, { name: edit.name, kind: isParameter ? 'parameter' : 'artifact' });
    return member ? [member] : [];
  }
  return stepsTakenOut(edit).flatMap(name => memberOf(text, found, { name, kind: 'step' }) ?? []);
}

function stepsTakenOut(edit: GraphEdit): readonly string[] {
  if (edit.kind === 'deleteStep' || edit.kind === 'cutStep') return [edit.step];
  return edit.kind === 'deleteSteps' || edit.kind === 'cutSteps' ? edit.steps : [];
}

/** Why a member can't go that another file names. */
export function whyNamedIn(texts: readonly Text[], own: string, member: Member): Refusal | null {
  for (const text of texts) {
    const [place] = text.uri === own ? [] : placesOfFamily(text, member);
    if (!place) continue;
    const file = decodeURIComponent(text.uri.slice(text.uri.lastIndexOf('/') + 1));
    const line = text.parsed.lines.range(place.span).start.line + 1;
    return refuse(`'${member.name}' is named in ${file}, line ${line}: change that first.`);
  }
  return null;
}
