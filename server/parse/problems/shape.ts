import type { Edge, Graph } from '../../../runtime/model/graph.js';
import type { Scopes } from '../../../runtime/model/scopes.js';
import type { ParsedFlow, Span } from '../parsed.js';
import type { StepReading } from '../steps.js';

/** A flow as a whole: its steps as they are meant, and what follows from them. */
export interface Shape {
  readonly flow: ParsedFlow;
  readonly steps: readonly StepReading[];
  readonly graph: Graph;
  readonly scopes: Scopes;
}

/** Where an edge is written: the name of its target in the transition of that condition. */
export function edgeSpan({ steps, flow }: Shape, edge: Pick<Edge, 'from' | 'to' | 'condition'>): Span {
  const from = steps.find(({ name }) => name === edge.from);
  const ways = from?.transitions.filter(({ targets }) => targets.some(({ name }) => name === edge.to)) ?? [];
  const way = ways.find(({ condition }) => condition === edge.condition) ?? ways[0];
  return way?.targets.find(({ name }) => name === edge.to)?.nameSpan ?? from?.nameSpan ?? flow.name;
}

/** The whole transition that an edge belongs to. */
export function transitionSpan({ steps, flow }: Shape, edge: Pick<Edge, 'from' | 'to' | 'condition'>): Span {
  const from = steps.find(({ name }) => name === edge.from);
  const ways = from?.transitions.filter(({ targets }) => targets.some(({ name }) => name === edge.to)) ?? [];
  const way = ways.find(({ condition }) => condition === edge.condition) ?? ways[0];
  return way?.span ?? from?.nameSpan ?? flow.name;
}

export function quoted(names: readonly string[]): string {
  return names.map(name => `'${name}'`).join(', ');
}
