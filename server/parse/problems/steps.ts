import { type Finding, finding } from './finding.js';
import type { Shape } from './shape.js';

/** What is wrong with single steps, given how they are reached. */
export function stepFindings({ flow, steps, graph }: Shape): Finding[] {
  const found: Finding[] = [];
  const unknown = flow.open || graph.steps.some(step => step.unknown);
  const ways = new Map<string, Set<string>>();
  for (const { to, kind } of graph.edges) ways.set(to, (ways.get(to) ?? new Set()).add(kind));
  for (const step of steps) {
    const { name, nameSpan } = step;
    if (step.fallsThrough) {
      const message = `'${name}' can reach its end with no transition, which ends the flow there: return one on every path, or write 'return;' where it should end.`;
      found.push(finding(flow, 'step-fell-through', name, nameSpan, message));
    }
    if (step.options.catch !== undefined && (step.outcomes > 1 || step.transitions.some(isFanOut))) {
      const message = `'${name}' catches errors but has no single step to go on to afterwards: move the decision into a step behind it.`;
      found.push(finding(flow, 'catch-ambiguous', name, step.decorator, message));
    }
    const reached = ways.get(name);
    if (!unknown && step.itemParameters > 0 && reached && !reached.has('fanout')) {
      const message = `'${name}' takes an item, but no fan-out leads to it: go there with this.foreach(items, this.${name}), or take the parameter away.`;
      found.push(finding(flow, 'item-without-fanout', name, nameSpan, message));
    }
  }
  return found;
}

function isFanOut({ kind }: { readonly kind: 'next' | 'foreach' }): boolean {
  return kind === 'foreach';
}
