import type { TextDocument } from 'vscode-languageserver-textdocument';
import { newFlow } from '../edit/newFlow.js';
import { Lines } from '../parse/lines.js';
import type { NewFlowResult } from '../protocol.js';

/** The changes that put a flow into a document. @param fileName by whose ending the language is told */
export function newFlowIn(document: TextDocument, fileName: string): NewFlowResult {
  const text = document.getText();
  const made = newFlow(text, fileName);
  if (!made.ok) return made;
  const lines = new Lines(text);
  return {
    ok: true,
    version: document.version,
    changes: made.replacements.map(({ span, text: put }) => ({ range: lines.range(span), text: put })),
    flow: made.flow,
  };
}
