import type { Analysis } from '../analyser.js';
import { editFlow } from '../edit/edit.js';
import type { EditParams, EditResult } from '../protocol.js';

/** The graph that was drawn of a version is still the document's: typing inside a step changes the version, and need not stop anybody. */
export function isStillDrawn({ unchangedSince, version: now }: Analysis, version: number): boolean {
  return version >= unchangedSince && version <= now;
}

/** The text changes for an edit that was made on the graph as of some version of the document. */
export function editOf(analysis: Analysis, { flow, version, edit }: EditParams): EditResult {
  if (!isStillDrawn(analysis, version)) {
    return {
      ok: false,
      reason: 'The code has changed since this graph was drawn: look at it again and repeat the edit.',
    };
  }
  const edited = editFlow(analysis.text, analysis.fileName, flow, edit, analysis.sources);
  if (!edited.ok) return edited;
  return {
    ok: true,
    version: analysis.version,
    changes: edited.replacements.map(({ span, text }) => ({
      range: analysis.parsed.lines.range(span),
      text,
    })),
    step: edited.step,
  };
}
