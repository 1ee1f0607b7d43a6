import type { Objects } from '../../../runtime/store/objects.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { failing } from './failing.js';
import type { MadeFlow } from './flow.js';
import { type Complaint, isShown, judge } from './judge.js';
import { type Ran, runs } from './run.js';
import { turning } from './turning.js';

/** Checks a made-up flow, runs it, and gives what of the one does not fit the other. */
export async function complaints(
  { text, conditions, isEveryWayTaken }: MadeFlow,
  objects: Objects,
): Promise<Complaint[]> {
  const parsed = parseFlows(text, 'made.flow.ts');
  const { flows, problems, broken } = parsed;
  const [flow] = flows;
  if (broken !== null || !flow) throw new Error(`the made-up flow can't be read: ${broken}\n${text}`);
  // Of a flow that the check can't follow to its end, it says nothing.
  const dataflow = parsed.dataflow(flow.graph.flow);
  if (dataflow === null) return [{ kind: 'not followed', code: null, detail: 'the check goes on for ever' }];
  const ran = await runs(text, flow.graph, conditions, objects);
  const found = judge({ text, flow, problems, ran, isEveryWayTaken, deeds: dataflow.deeds });
  if (found.every(({ code }) => code === null)) return found;
  // The check tells of what comes about when a step that catches fails anywhere, or a loop goes round more often; the runs did one of that.
  const left = new Set(found);
  const tried = async (other: string, mostEvents?: number): Promise<void> => {
    if (left.size === 0) return;
    const more: readonly Ran[] = await runs(other, flow.graph, conditions, objects, mostEvents).catch(
      () => [],
    );
    for (const one of left) if (isShown(one, more)) left.delete(one);
  };
  for (const other of failing(text)) await tried(other);
  // Loops inside loops may go round for long then.
  for (const other of turning(text)) await tried(other, 2_000);
  return [...left];
}
