import type { ParsedFlow, Span } from '../parsed.js';
import { type Finding, finding } from './finding.js';

export function startFindings(flow: ParsedFlow): Finding[] {
  const starts = flow.graph.steps.filter(({ start }) => start);
  if (starts.length === 0 && !flow.open) {
    const message = `${flow.graph.flow} has no first step: name one step 'start', or mark one with @step({ start: true }).`;
    return [finding(flow, 'no-start', null, flow.name, message)];
  }
  const spanOf = (name: string): Span => flow.steps.find(step => step.name === name)!.nameSpan;
  return starts.slice(1).map(({ name }) => {
    const message = `${flow.graph.flow} starts with '${starts[0]!.name}' already: a flow has one first step, so '${name}' can't be another.`;
    const related = [{ message: `'${starts[0]!.name}' is the first step.`, span: spanOf(starts[0]!.name) }];
    return finding(flow, 'several-starts', name, spanOf(name), message, related);
  });
}
