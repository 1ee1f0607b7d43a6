import type { Edge, Graph, Step, StepKind } from '../../runtime/model/graph.js';
import { random } from '../runtime/recordedRun.js';
import { edge, step, trainFlow } from './graphs.js';

/** A made-up flow of splits and conditions in one another, its steps in any order, and two that nothing leads to. */
export function madeUpFlow(seed: number): Graph {
  const chance = random(seed);
  const upTo = (most: number) => 1 + Math.floor(chance() * most);
  const steps: Step[] = [];
  const edges: Edge[] = [];
  const add = (kind: StepKind): string => {
    const made = step(`s${steps.length}`, kind, { start: steps.length === 0 });
    steps.push(made);
    return made.name;
  };
  const block = (from: string, depth: number): string => {
    const isSplit = chance() < 0.5;
    const ends = Array.from({ length: 1 + upTo(4) }, (_, arm) => {
      const first = add('linear');
      edges.push(edge(from, first, isSplit ? 'split' : 'next', isSplit ? null : `arm ${arm}`));
      return chance() < 0.5 ? first : sequence(first, depth - 1);
    });
    const join = add(isSplit ? 'join' : 'linear');
    for (const end of ends) edges.push(edge(end, join, isSplit ? 'join' : 'next'));
    if (!isSplit && chance() < 0.4) edges.push(edge(from, join, 'next', 'else'));
    return join;
  };
  const sequence = (from: string, depth: number): string => {
    let at = from;
    for (let left = upTo(3); left > 0; left--) {
      if (depth > 0 && chance() < 0.55) at = block(at, depth);
      else {
        const next = add('linear');
        edges.push(edge(at, next));
        at = next;
      }
    }
    return at;
  };
  block(sequence(add('start'), 2), 2);
  add('terminal');
  add('terminal');
  const places = new Map(steps.map(({ name }) => [name, chance()]));
  const placeOf = (name: string) => places.get(name) ?? 0;
  return {
    ...trainFlow,
    steps: steps.toSorted((a, b) => placeOf(a.name) - placeOf(b.name)),
    edges: edges.toSorted((a, b) => placeOf(a.from) - placeOf(b.from)),
  };
}
