import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Position,
} from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import type { Text } from './family.js';
import { declarationOf, namedAt, placesNaming, rangeOf } from './names.js';
import { locationOf } from './places.js';

/** Where the step, artifact or parameter that a position names is declared. */
export function definitionOf(analysis: Analysis, position: Position): Location | null {
  const named = namedAt(analysis, position);
  const declared = named && declarationOf(analysis, named);
  return declared ? locationOf(analysis, declared) : null;
}

/** Every place of the document that names it, for what is declared nowhere: other documents can't mean the same. */
export function referencesOf(analysis: Text, position: Position, withDeclaration: boolean): Location[] {
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
