import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
} from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import type { Span } from '../parse/parsed.js';
import { type Named, namedAt, placesNaming, rangeOf } from './names.js';
import { locationOf } from './places.js';

/** Where the step, artifact or parameter that a position names is declared. */
export function definitionOf(analysis: Analysis, position: Position): Location | null {
  const named = namedAt(analysis, position);
  if (!named) return null;
  const here = placesNaming(analysis, named).find(({ role }) => role === 'declaration')?.span;
  const declared = here ?? inheritedFrom(analysis, named);
  return declared ? locationOf(analysis, declared) : null;
}

/** Where another file declares it. */
function inheritedFrom({ parsed }: Analysis, { flow, name, kind }: Named): Span | undefined {
  if (kind === 'step') return flow.steps.find(step => step.name === name)?.nameSpan;
  const members = parsed.dataflow(flow.graph.flow)?.members;
  return members?.fields.get(name)?.nameSpan ?? members?.parameters.get(name);
}

/** Every place that names it. */
export function referencesOf(analysis: Analysis, position: Position, withDeclaration: boolean): Location[] {
  const named = namedAt(analysis, position);
  if (!named) return [];
  return placesNaming(analysis, named)
    .filter(({ role }) => withDeclaration || role !== 'declaration')
    .map(({ span }) => ({ uri: analysis.uri, range: rangeOf(analysis, span) }));
}

/** The same in the document, told apart by what they do with it. */
export function highlightsOf(analysis: Analysis, position: Position): DocumentHighlight[] {
  const named = namedAt(analysis, position);
  if (!named) return [];
  return placesNaming(analysis, named).map(({ span, role }) => ({
    range: rangeOf(analysis, span),
    kind: writing.has(role) ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

const writing: ReadonlySet<string> = new Set([
  'write',
  'update',
  'default',
  'mutate',
  'delete',
  'declaration',
]);
