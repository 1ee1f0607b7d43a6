import type { Graph } from '../../../runtime/model/graph.js';
import { analyseScopes } from '../../../runtime/model/scopes.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { graphOf } from '../graph.js';
import type { ParsedFlow } from '../parsed.js';
import type { StepReading, Stray } from '../steps.js';
import { armFindings } from './arms.js';
import { artifactFindings } from './artifacts.js';
import { assignmentFindings } from './assignments.js';
import { type ProblemCode, severities } from './codes.js';
import type { Finding } from './finding.js';
import { inputFindings } from './inputs.js';
import { intended } from './intended.js';
import { itemFindings } from './items.js';
import { loopFindings } from './loops.js';
import { memberNameFindings, nameFindings, parameterNameFindings } from './names.js';
import { optionFindings } from './options.js';
import { scopeFindings } from './scopes.js';
import type { Shape } from './shape.js';
import { startFindings } from './start.js';
import { stepFindings } from './steps.js';
import { strayFindings } from './strays.js';
import { transitionFindings } from './transitions.js';

/**
 * Everything that is wrong with one flow. What concerns the shape of the whole is judged on the graph as it is meant, so
 * that a slip in one transition does not make every step behind it look unreachable.
 */
export function flowFindings(judged: FlowToJudge): Finding[] {
  const { flow, data } = judged;
  const shape = shapeOf(judged);
  return [
    ...startFindings(flow),
    ...ofEachStep(judged, shape),
    ...scopeFindings(shape),
    ...loopFindings(shape),
    ...artifactFindings(flow, data),
    ...inputFindings(shape, data),
  ].filter(isToldHere);
}

/** What is wrong with a class that others complete, whatever they bring: where its steps lead to in the end is theirs to say. */
export function baseFindings(judged: FlowToJudge): Finding[] {
  return ofEachStep(judged, shapeOf(judged)).filter(isToldHere);
}

function shapeOf({ flow, steps }: FlowToJudge): Shape {
  const meant = intended(flow, steps);
  const graph = meantGraph(flow, steps, meant);
  const byName = new Map(meant.map(step => [step.name, step]));
  return { flow, steps: meant, byName, graph, scopes: analyseScopes(graph) };
}

function ofEachStep({ flow, steps, strays, data }: FlowToJudge, shape: Shape): Finding[] {
  return [
    ...strayFindings(flow, strays),
    ...nameFindings(flow),
    ...transitionFindings(flow, steps, data),
    ...stepFindings(shape),
    ...memberNameFindings(flow, data),
    ...parameterNameFindings(flow, data),
    ...optionFindings(flow, steps, data),
    ...assignmentFindings(flow, data),
    ...itemFindings(flow, data),
    ...armFindings(flow, steps, data),
  ];
}

/**
 * What is wrong in another file is told there. Here it counts if it keeps the flow from running, or comes of what the flow adds.
 */
function isToldHere({ code, span }: Finding): boolean {
  return span.elsewhere === undefined || severities[code] === 'error' || ofWhole.has(code);
}

const ofWhole: ReadonlySet<string> = new Set<ProblemCode>([
  'artifact-disputed',
  'artifact-unassigned',
  'catch-undeclared',
  'item-without-fanout',
  'unknown-input',
  'unreachable-step',
]);

export interface FlowToJudge {
  readonly flow: ParsedFlow;
  readonly steps: readonly StepReading[];
  readonly strays: readonly Stray[];
  readonly data: Dataflow;
}

/** The graph of the steps as they are meant. */
export function meantGraph(
  flow: ParsedFlow,
  steps: readonly StepReading[],
  meant: readonly StepReading[] = intended(flow, steps),
): Graph {
  return meant === steps ? flow.graph : graphOf({ name: '', doc: '', parameters: [] }, meant);
}
