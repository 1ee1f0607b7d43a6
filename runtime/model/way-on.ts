import type { Edge, Graph } from './graph.js';

/** The edges along which a run goes on once a step's error was caught; null where the step has more ways than one, or fans out. */
export function wayOn({ edges }: Graph, step: string): readonly Edge[] | null {
  const drawn = edges.filter(edge => edge.from === step);
  // What stands behind a `throw` is where the step is meant to go, unless it goes elsewhere before.
  const reached = drawn.filter(edge => !edge.unreached);
  const way = reached.length > 0 ? reached : drawn;
  const ways = new Set(way.map(edge => edge.condition));
  return ways.size > 1 || way.some(edge => edge.kind === 'fanout') ? null : way;
}
