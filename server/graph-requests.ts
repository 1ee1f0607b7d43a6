import type { Connection } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analyser, type Analysis, fileNameOf } from './analyser.js';
import { changesOf } from './features/changes.js';
import { editOf, membersTakenOut, whyNamedIn } from './features/edits.js';
import type { Member, Text } from './features/family.js';
import { newFlowIn } from './features/new-flow.js';
import { inheritedStepAt, locate, placeAt, stepOfAt } from './features/places.js';
import { filePath } from './file-path.js';
import {
  type ChangesParams,
  type ChangesResult,
  changesRequest,
  type EditParams,
  type EditResult,
  editRequest,
  type GraphsParams,
  type GraphsResult,
  graphsRequest,
  type LocateParams,
  type LocateResult,
  locateRequest,
  type NewFlowParams,
  type NewFlowResult,
  newFlowRequest,
  type PlaceAtParams,
  type PlaceAtResult,
  placeAtRequest,
} from './protocol.js';

/** What the server knows, as far as a graph is asked about. */
export interface Known {
  readonly analyser: Pick<Analyser, 'expect'>;
  /** Null for a document that is not open, or can hold no flow. */
  analysis(uri: string): Analysis | null;
  document(uri: string): TextDocument | undefined;
  /** Every text of the workspace that may name a member. */
  family(member: Member, asked: Text): Promise<readonly Text[]>;
}

/** Answers what a graph asks: what a flow is, where its parts stand, what an edit of it changes in the text. */
export function answerGraphs(connection: Connection, known: Known): void {
  connection.onRequest(graphsRequest, ({ uri }: GraphsParams): GraphsResult => {
    const snapshot = known.analysis(uri)?.snapshot;
    return snapshot && snapshot.flows.length > 0 ? snapshot : null;
  });
  connection.onRequest(locateRequest, (place: LocateParams): LocateResult => {
    const analysis = known.analysis(place.uri);
    return analysis && locate(analysis, place);
  });
  connection.onRequest(placeAtRequest, (params: PlaceAtParams) => placeIn(known, params));
  connection.onRequest<EditResult, void>(editRequest, (params: EditParams) => edited(known, params));
  connection.onRequest<ChangesResult, void>(changesRequest, (params: ChangesParams) => {
    const analysis = known.analysis(params.uri);
    return analysis && changesOf(analysis, params);
  });
  connection.onRequest<NewFlowResult, void>(newFlowRequest, ({ uri }: NewFlowParams) => {
    const document = known.document(uri);
    return document
      ? newFlowIn(document, fileNameOf(document))
      : { ok: false, reason: 'This file is not open, or none that flows can be written in.' };
  });
}

function placeIn(known: Known, { uri, position, heir }: PlaceAtParams): PlaceAtResult {
  const analysis = known.analysis(heir?.uri ?? uri);
  if (!analysis || !heir) return analysis && placeAt(analysis, position);
  if (heir.uri === uri) return stepOfAt(analysis, heir.flow, position);
  const file = filePath(uri);
  return file === null ? null : inheritedStepAt(analysis, heir.flow, file, position);
}

async function edited(known: Known, params: EditParams): Promise<EditResult> {
  const analysis = known.analysis(params.uri);
  if (!analysis) return { ok: false, reason: 'This file is not open, or holds no flow.' };
  const made = editOf(analysis, params, (text, parsed) => known.analyser.expect(analysis, text, parsed));
  if (!made.ok) return made;
  // Heirs in other files, open or not, may speak of what goes.
  for (const member of membersTakenOut(analysis, params.flow, params.edit)) {
    const why = whyNamedIn(await known.family(member, analysis), analysis.uri, member);
    if (why) return why;
  }
  return made;
}
