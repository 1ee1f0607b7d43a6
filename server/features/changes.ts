import { type Coded, diffGraphs } from '../../runtime/model/graph-diff.js';
import type { Analysis } from '../analyser.js';
import { codedFlows } from '../files/parse-file.js';
import { stepCode } from '../parse/step-code.js';
import type { ChangesParams, ChangesResult } from '../protocol.js';

/** What has become another in a flow of a document since its code was as is said. */
export function changesOf({ parsed, text }: Analysis, { flow, then }: ChangesParams): ChangesResult {
  const now = parsed.flows.find(({ graph }) => graph.flow === flow);
  if (!now) return null;
  const textOf = (path: string) =>
    Object.hasOwn(then.texts, path) ? { version: 0, text: then.texts[path] ?? '' } : null;
  const past = codedFlows(textOf(then.file)?.text ?? '', then.file, textOf);
  if (past.broken !== null) return { broken: past.broken };
  const nothing: Coded = { graph: { flow, doc: '', parameters: [], steps: [], edges: [] }, code: {} };
  const before = past.flows.find(({ graph }) => graph.flow === flow) ?? nothing;
  return diffGraphs(before, { graph: now.graph, code: stepCode(now, text) });
}
