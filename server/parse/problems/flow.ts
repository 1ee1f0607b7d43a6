import type { ts } from 'ts-morph';
import type { Graph } from '../../../runtime/model/graph.js';
import { analyseScopes } from '../../../runtime/model/scopes.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { graphOf } from '../graph.js';
import type { ParsedFlow } from '../parsed.js';
import type { StepReading } from '../steps.js';
import { armFindings } from './arms.js';
import { artifactFindings } from './artifacts.js';
import { assignmentFindings } from './assignments.js';
import type { Finding } from './finding.js';
import { intended } from './intended.js';
import { itemFindings } from './items.js';
import { loopFindings } from './loops.js';
import { memberNameFindings, nameFindings } from './names.js';
import { optionFindings } from './options.js';
import { scopeFindings } from './scopes.js';
import { startFindings } from './start.js';
import { stepFindings } from './steps.js';
import { transitionFindings } from './transitions.js';

/**
 * Everything that is wrong with one flow. What concerns the shape of the whole is judged on the graph as it is meant, so
 * that a slip in one transition does not make every step behind it look unreachable.
 */
export function flowFindings({ flow, steps, data, tree }: FlowToJudge): Finding[] {
  const meant = intended(flow, steps);
  const graph = meantGraph(flow, steps, meant);
  const shape = { flow, steps: meant, graph, scopes: analyseScopes(graph) };
  return [
    ...startFindings(flow),
    ...nameFindings(flow),
    ...transitionFindings(flow, steps),
    ...stepFindings(shape),
    ...scopeFindings(shape),
    ...loopFindings(shape),
    ...memberNameFindings(flow, data),
    ...optionFindings(flow, data, tree),
    ...assignmentFindings(flow, data),
    ...itemFindings(flow, data, tree),
    ...armFindings(flow, data, tree),
    ...artifactFindings(flow, data),
  ];
}

export interface FlowToJudge {
  readonly flow: ParsedFlow;
  readonly steps: readonly StepReading[];
  readonly data: Dataflow;
  readonly tree: ts.SourceFile;
}

/** The graph of the steps as they are meant. */
export function meantGraph(
  flow: ParsedFlow,
  steps: readonly StepReading[],
  meant: readonly StepReading[] = intended(flow, steps),
): Graph {
  return meant === steps ? flow.graph : graphOf({ name: '', doc: '', parameters: [] }, meant);
}
