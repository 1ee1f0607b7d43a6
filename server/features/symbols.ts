import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import { rangeOf } from './names.js';
import { kindText } from './wording.js';

/** The flows of a document with their steps, for editors in which nothing else lists them. */
export function documentSymbols(analysis: Analysis): DocumentSymbol[] {
  return analysis.parsed.classes.map(flow => ({
    name: flow.graph.flow,
    kind: SymbolKind.Class,
    detail: analysis.parsed.flows.includes(flow) ? 'flow' : 'base of flows',
    range: rangeOf(analysis, flow.full),
    selectionRange: rangeOf(analysis, flow.name),
    children: flow.steps
      .filter(({ own }) => own)
      .map(({ name, full, nameSpan }) => {
        const step = flow.graph.steps.find(one => one.name === name);
        return {
          name,
          kind: SymbolKind.Method,
          detail: step ? kindText(step) : 'step',
          range: rangeOf(analysis, full),
          selectionRange: rangeOf(analysis, nameSpan),
        };
      }),
  }));
}
