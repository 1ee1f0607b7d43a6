import type { Edge, Graph } from '../../../runtime/model/graph.js';
import type { Opening, Scopes } from '../../../runtime/model/scopes.js';
import type { ParsedFlow, ParsedTransition, Span } from '../parsed.js';
import type { StepReading } from '../steps.js';
import type { RelatedSpan } from './finding.js';

/** A flow as a whole: its steps as they are meant, and what follows from them. */
export interface Shape {
  readonly flow: ParsedFlow;
  readonly steps: readonly StepReading[];
  readonly byName: ReadonlyMap<string, StepReading>;
  readonly graph: Graph;
  readonly scopes: Scopes;
}

type Way = Pick<Edge, 'from' | 'to' | 'condition'>;

/** Where an edge is written: the name of its target in the transition of that condition. */
export function edgeSpan(shape: Shape, edge: Way): Span {
  const target = transitionOf(shape, edge)?.targets.find(({ name }) => name === edge.to);
  return target?.nameSpan ?? stepSpan(shape, edge.from);
}

/** The whole transition that an edge belongs to. */
export function transitionSpan(shape: Shape, edge: Way): Span {
  return transitionOf(shape, edge)?.span ?? stepSpan(shape, edge.from);
}

function transitionOf({ byName }: Shape, { from, to, condition }: Way): ParsedTransition | undefined {
  const all = byName.get(from)?.transitions ?? [];
  const ways = all.filter(({ targets }) => targets.some(({ name }) => name === to));
  return ways.find(way => way.condition === condition) ?? ways[0];
}

/** A step's name where it is declared. */
export function stepSpan({ byName, flow }: Shape, step: string): Span {
  return byName.get(step)?.nameSpan ?? flow.name;
}

/** The transition that opens a split or fan-out. */
export function openingSpan(shape: Shape, { step, condition, targets }: Opening): Span {
  return transitionSpan(shape, { from: step, to: targets[0]!, condition });
}

export function openedAt(shape: Shape, opening: Opening): RelatedSpan {
  return { message: `${upper(named(opening))} opens here.`, span: openingSpan(shape, opening) };
}

export function named({ kind, step }: Opening): string {
  return `the ${kind === 'fanout' ? 'fan-out' : 'split'} at '${step}'`;
}

export function quoted(names: readonly string[]): string {
  return names.map(name => `'${name}'`).join(', ');
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
