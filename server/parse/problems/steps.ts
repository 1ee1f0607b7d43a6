import type { Edge } from '../../../runtime/model/graph.js';
import type { RefusedResult } from '../parsed.js';
import { type Finding, finding } from './finding.js';
import { edgeSpan, type Shape } from './shape.js';

/** What is wrong with single steps, given how they are reached. */
export function stepFindings(shape: Shape): Finding[] {
  const { flow, steps, graph } = shape;
  const found: Finding[] = [];
  const unknown = flow.open || graph.steps.some(step => step.unknown);
  const ways = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    const before = ways.get(edge.to);
    if (before) before.push(edge);
    else ways.set(edge.to, [edge]);
  }
  for (const step of steps) {
    const { name, nameSpan } = step;
    if (step.fallsThrough) {
      const message = `'${name}' can reach its end with no transition, which ends the flow there: return one on every path, or write 'return;' where it should end.`;
      found.push(finding(flow, 'step-fell-through', name, nameSpan, message));
    }
    if (step.options.catch !== undefined && (step.caughtWays > 1 || step.transitions.some(isFanOut))) {
      const message = `'${name}' catches errors but has no single step to go on to afterwards: move the decision into a step behind it.`;
      const related = step.transitions.map(({ span }) => ({ message: 'It may go on here.', span }));
      found.push(finding(flow, 'catch-ambiguous', name, step.decorator, message, related));
    }
    for (const result of step.refused) found.push(...refusedResult(shape, name, result));
    const reached = ways.get(name);
    if (!unknown && step.needsItem && reached && !reached.some(({ kind }) => kind === 'fanout')) {
      const message = `'${name}' takes an item, but no fan-out leads to it: go there with this.foreach(items, this.${name}), or take the parameter away.`;
      const related = reached.slice(0, 4).map(edge => ({
        message: `'${edge.from}' goes there, without an item.`,
        span: edgeSpan(shape, edge),
      }));
      found.push(finding(flow, 'item-without-fanout', name, nameSpan, message, related));
    }
  }
  return found;
}

function refusedResult(
  { flow, byName }: Shape,
  step: string,
  { kind, name, span }: RefusedResult,
): Finding[] {
  switch (kind) {
    case 'value': {
      const message = `'${step}' returns a value, and a step returns only where to go on to: keep the value in an artifact, and return this.next(…) or nothing.`;
      return [finding(flow, 'returns-value', step, span, message)];
    }
    case 'member': {
      // Whatever else a member holds takes running code to know.
      if (name === null || !byName.has(name)) return [];
      const message = `'${step}' returns the step '${name}' itself: write this.next(this.${name}).`;
      return [finding(flow, 'returns-value', step, span, message)];
    }
    case 'next':
    case 'foreach': {
      const message = `'${step}' calls '${kind}' without the flow that it belongs to: write this.${kind}(…).`;
      return [finding(flow, 'transition-taken-off', step, span, message)];
    }
  }
}

function isFanOut({ kind }: { readonly kind: 'next' | 'foreach' }): boolean {
  return kind === 'foreach';
}
