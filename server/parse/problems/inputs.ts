import type { Dataflow } from '../dataflow/dataflow.js';
import { type Finding, finding } from './finding.js';
import { quoted, type Shape, stepSpan } from './shape.js';

/** `inputs.train` in a join where no branch ends in `train`: there is no such input. */
export function inputFindings(shape: Shape, data: Dataflow): Finding[] {
  const { flow, graph, byName } = shape;
  if (flow.open || graph.steps.some(({ unknown }) => unknown)) return [];
  return graph.steps.flatMap(({ name: step, join }) => {
    if (!join) return [];
    const ends = new Set(graph.edges.filter(({ to }) => to === step).map(({ from }) => from));
    const named = (data.deeds.get(step)?.list ?? []).filter(
      ({ on, kind, name }) => on === 'inputs' && kind !== 'test' && byName.has(name) && !ends.has(name),
    );
    return named
      .filter(({ name }) => ends.size > 0 && !(name in Array.prototype))
      .map(({ name, span }) => {
        const message = `No branch ends in '${name}', so the inputs of '${step}' have none of that name: they come from ${quoted([...ends])}.`;
        const related = [{ message: `'${name}' is declared here.`, span: stepSpan(shape, name) }];
        return finding(flow, 'unknown-input', step, span, message, related);
      });
  });
}
