import * as vscode from 'vscode';
import type { Graph } from '../../runtime/model/graph.js';
import type { Run } from '../../runtime/model/run.js';
import type { DocumentSnapshot, FlowSnapshot } from '../../server/protocol.js';
import type { ViewSubject } from '../../webview/graph/protocol.js';
import { label, passage } from '../text/inert.js';
import { hasPlainNames, readableGraph, readableProblem, shownAndWritten } from './shown-text.js';

/** A document's flow, as the view is told of it. */
export function flowSubject(
  document: DocumentSnapshot,
  { graph, stale, problems, data, artifacts }: FlowSnapshot,
  readOnly: string | null,
): ViewSubject {
  const uri = vscode.Uri.parse(document.uri);
  return {
    kind: 'flow',
    uri: document.uri,
    fileName: label(vscode.workspace.asRelativePath(uri)),
    version: document.version,
    ...shownAndWritten(graph),
    flows: document.flows.map(flow => flow.graph.flow),
    broken: document.broken ?? (stale ? 'the text can’t be read just now' : null),
    problems: problems.map(readableProblem),
    data,
    artifacts,
    readOnly: readOnly && passage(readOnly),
  };
}

/** A run is drawn with the graph its flow had then. */
export function pastSubject(run: Run, graph: Graph | null): ViewSubject {
  if (graph === null)
    return { kind: 'empty', message: `The graph of the run ${run.id} is no longer stored.`, canBegin: false };
  if (!hasPlainNames(graph))
    return {
      kind: 'empty',
      message: `The graph of the run ${run.id} has names that can’t be shown.`,
      canBegin: false,
    };
  const fileName = label(vscode.workspace.asRelativePath(run.file));
  return { kind: 'pastRun', fileName, graph: readableGraph(graph) };
}
