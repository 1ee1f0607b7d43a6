import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser } from '../../../server/analyser.js';
import type { Replacement } from '../../../server/edit/draft.js';
import { codeActionsFor } from '../../../server/features/codeActions.js';
import { diagnosticsOf } from '../../../server/features/diagnostics.js';

/** A mend that is offered for a text, and what the text is after it. */
export interface Offered {
  readonly code: string;
  readonly title: string;
  /** What the problem is marked at. */
  readonly culprit: string;
  readonly after: string;
  readonly replacements: readonly Replacement[];
}

/** Every mend of every problem of a text, as an editor would make it. */
export function offeredFor(text: string, fileName = 'f.ts'): Offered[] {
  const document = TextDocument.create(`file:///${fileName}`, 'typescript', 1, text);
  const analysis = new Analyser().analyse(document);
  if (!analysis) throw new Error(`the text holds no flow:\n${text}`);
  return (diagnosticsOf(analysis) ?? []).flatMap(one =>
    codeActionsFor(analysis, one.range, [one], kind => kind === 'quickfix').map(({ title, edit }) => {
      const [change] = edit?.documentChanges ?? [];
      const edits = change && 'edits' in change ? (change.edits as TextEdit[]) : [];
      const after = TextDocument.applyEdits(document, edits);
      const replacements = edits.map(({ range, newText }) => ({
        span: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
        text: newText,
      }));
      return { code: String(one.code), title, culprit: document.getText(one.range), after, replacements };
    }),
  );
}
