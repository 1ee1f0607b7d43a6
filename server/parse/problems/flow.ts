import { analyseScopes } from '../../../runtime/model/scopes.js';
import { graphOf } from '../graph.js';
import type { ParsedFlow } from '../parsed.js';
import type { StepReading } from '../steps.js';
import type { Finding } from './finding.js';
import { intended } from './intended.js';
import { loopFindings } from './loops.js';
import { nameFindings } from './names.js';
import { scopeFindings } from './scopes.js';
import { startFindings } from './start.js';
import { stepFindings } from './steps.js';
import { transitionFindings } from './transitions.js';

/**
 * Everything that is wrong with one flow. What concerns the shape of the whole is judged on the graph as it is meant, so
 * that a slip in one transition does not make every step behind it look unreachable.
 */
export function flowFindings(flow: ParsedFlow, steps: readonly StepReading[]): Finding[] {
  const meant = intended(flow, steps);
  const graph = meant === steps ? flow.graph : graphOf({ name: '', doc: '', parameters: [] }, meant);
  const shape = { flow, steps: meant, graph, scopes: analyseScopes(graph) };
  return [
    ...startFindings(flow),
    ...nameFindings(flow),
    ...transitionFindings(flow, steps),
    ...stepFindings(shape),
    ...scopeFindings(shape),
    ...loopFindings(shape),
  ];
}
