import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser, type Analysis } from '../../../server/analyser.js';

/** A document whose text has a cursor, written `|`, and what is understood of it. */
export function atCursor(marked: string): {
  analysis: Analysis;
  position: { line: number; character: number };
} {
  const at = marked.indexOf('|');
  if (at < 0) throw new Error('the text has no cursor: write | where it is');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const document = TextDocument.create('file:///f.ts', 'typescript', 1, text);
  const analysis = new Analyser().analyse(document);
  if (!analysis) throw new Error('the text holds no flow');
  return { analysis, position: document.positionAt(at) };
}

/** What stands in a range of the text. */
export function textIn(
  { text, parsed: { lines } }: Analysis,
  { start, end }: { start: { line: number; character: number }; end: { line: number; character: number } },
): string {
  return text.slice(lines.offset(start), lines.offset(end));
}

/** The text with edits made. */
export function edited(
  { text, uri }: Analysis,
  edits: readonly { range: Parameters<typeof textIn>[1]; newText: string }[],
): string {
  return TextDocument.applyEdits(TextDocument.create(uri, 'typescript', 1, text), [...edits]);
}
