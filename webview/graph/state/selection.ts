/** What is selected: a step, several, or an edge. */
import type { Site } from '../../../runtime/model/edits.js';
import type { Edge, Graph } from '../../../runtime/model/graph.js';
import { edgeById, namedEdges } from './edges.js';
import { stepOf } from './subject.js';

export type Selection =
  | { readonly kind: 'step'; readonly step: string }
  /** Two or more, the one chosen last at the end. */
  | { readonly kind: 'steps'; readonly steps: readonly string[] }
  | { readonly kind: 'edge'; readonly edge: string };

/** The steps that are selected, the one chosen last at the end. */
export function stepsOf(selection: Selection | null): readonly string[] {
  if (selection?.kind === 'steps') return selection.steps;
  return selection?.kind === 'step' ? [selection.step] : [];
}

/** The step from which one walks on. */
export function headOf(selection: Selection | null): string | null {
  return stepsOf(selection).at(-1) ?? null;
}

/** Those steps, each once; null for none. */
export function selectionOfSteps(steps: readonly string[]): Selection | null {
  const each = [...new Set(steps)];
  const [only] = each;
  if (only === undefined) return null;
  return each.length === 1 ? { kind: 'step', step: only } : { kind: 'steps', steps: each };
}

/** With some more steps, the last of which is the head then. */
export function joinedBy(selection: Selection | null, more: readonly string[]): Selection | null {
  const others = stepsOf(selection).filter(one => !more.includes(one));
  return selectionOfSteps([...others, ...more]);
}

/** With these steps, or without them where all were selected. */
export function toggled(selection: Selection | null, chosen: readonly string[]): Selection | null {
  const steps = stepsOf(selection);
  return chosen.every(step => steps.includes(step))
    ? selectionOfSteps(steps.filter(one => !chosen.includes(one)))
    : joinedBy(selection, chosen);
}

/** What of it is in a graph still. */
export function stillThere(selection: Selection | null, graph: Graph): Selection | null {
  if (selection?.kind === 'edge') return edgeById(graph, selection.edge) ? selection : null;
  const steps = stepsOf(selection);
  const there = steps.filter(step => stepOf(graph, step));
  return there.length === steps.length ? selection : selectionOfSteps(there);
}

/** The steps and all that come behind them, or in front of them; not back through loops. */
export function reachedFrom(
  graph: Graph,
  steps: readonly string[],
  way: 'after' | 'before',
): readonly string[] {
  const [near, far]: readonly (keyof Pick<Edge, 'from' | 'to'>)[] =
    way === 'after' ? ['from', 'to'] : ['to', 'from'];
  const reached = new Set(steps);
  // A set that grows is gone through to its new end.
  for (const step of reached) {
    for (const edge of graph.edges)
      if (!edge.loop && near && far && edge[near] === step) reached.add(edge[far]);
  }
  return [...reached];
}

/** What an edit of it is made at. */
export function siteOfSelection(selection: Selection | null, graph: Graph | null): Site {
  if (selection?.kind === 'step' || selection?.kind === 'steps') return selection;
  const edge = selection && graph ? edgeById(graph, selection.edge) : undefined;
  return edge ? { kind: 'edge', from: edge.from, to: edge.to } : { kind: 'flow' };
}

/** Where on the canvas an edit is made, so that what is asked, or refused, can stand there. */
export function selectionOf(site: Site, graph: Graph | null): Selection | null {
  if (site.kind === 'flow' || site.kind === 'field') return null;
  if (site.kind !== 'edge') return site;
  const edge = graph && namedEdges(graph).find(({ from, to }) => from === site.from && to === site.to);
  return edge ? { kind: 'edge', edge: edge.id } : { kind: 'step', step: site.from };
}

/** The step from which something leads on, where that is what an edit is about. */
export function originOf(site: Site): string | null {
  if (site.kind === 'step') return site.step;
  return site.kind === 'edge' ? site.from : null;
}

/** The steps that an edit is made at. */
export function stepsAt(site: Site): readonly string[] {
  switch (site.kind) {
    case 'flow':
    case 'field':
      return [];
    case 'step':
      return [site.step];
    case 'steps':
      return site.steps;
    case 'edge':
      return [site.from, site.to];
  }
}
