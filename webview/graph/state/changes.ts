/** What has become another since what the flow is compared with. */
import type { Edge, Graph } from '../../../runtime/model/graph.js';
import {
  type EdgeChange,
  edgeWords,
  type GraphDiff,
  type StepChange,
  unionOf,
} from '../../../runtime/model/graph-diff.js';
import type { ViewChanges, ViewSnapshot } from '../protocol.js';

export type ChangeKind = 'added' | 'removed' | 'changed';

let last: { graph: Graph; diff: GraphDiff; union: Graph } | null = null;

/** The graph with what it has no more, where it is compared with one that had it. The same object as long as both are. */
export function withGone(graph: Graph, changes: ViewChanges | null): Graph {
  if (changes === null) return graph;
  const { diff } = changes;
  if (last?.graph !== graph || last.diff !== diff) last = { graph, diff, union: unionOf(graph, diff) };
  return last.union;
}

interface Found {
  readonly steps: ReadonlyMap<string, StepChange>;
  readonly edges: ReadonlyMap<string, EdgeChange>;
}

/** Every node and edge asks, each time that anything changes. */
const found = new WeakMap<GraphDiff, Found>();

function foundIn(diff: GraphDiff): Found {
  let known = found.get(diff);
  if (!known) {
    known = {
      steps: new Map(diff.steps.map(change => [change.step.name, change])),
      edges: new Map(diff.edges.map(change => [keyOf(change.edge), change])),
    };
    found.set(diff, known);
  }
  return known;
}

function keyOf({ from, to, condition }: Edge): string {
  return JSON.stringify([from, to, condition]);
}

export function stepChangeOf(snapshot: ViewSnapshot | null, step: string): StepChange | undefined {
  return snapshot?.changes ? foundIn(snapshot.changes.diff).steps.get(step) : undefined;
}

export function isGone(snapshot: ViewSnapshot | null, step: string): boolean {
  return stepChangeOf(snapshot, step)?.kind === 'removed';
}

export interface EdgeChangeShown {
  readonly kind: ChangeKind;
  /** What has become another; empty where the kind says it. */
  readonly words: string;
}

export function edgeChangeOf(snapshot: ViewSnapshot | null, edge: Edge): EdgeChangeShown | null {
  const change = snapshot?.changes && foundIn(snapshot.changes.diff).edges.get(keyOf(edge));
  if (!change) return null;
  return { kind: change.kind, words: change.kind === 'changed' ? edgeWords(change) : '' };
}

/** A step's change in words: `Added`, `Changed: retry: 2, was 3; other code`. */
export function changeWords(change: StepChange): string {
  if (change.kind !== 'changed') return change.kind === 'added' ? 'Added' : 'Removed';
  return `Changed: ${[...change.structure, ...(change.code ? ['other code'] : [])].join('; ')}`;
}

/** How much has changed: `2 steps added, 1 removed, 3 changed`. */
export function changesInWords({ diff }: ViewChanges): string {
  const parts = (what: string, all: readonly { readonly kind: ChangeKind }[]): string[] => {
    const counts = (['added', 'removed', 'changed'] as const).flatMap(kind => {
      const count = all.filter(change => change.kind === kind).length;
      return count === 0 ? [] : [`${count} ${kind}`];
    });
    return counts.length === 0 ? [] : [`${what}: ${counts.join(', ')}`];
  };
  const all = [
    ...parts('steps', diff.steps),
    ...parts('edges', diff.edges),
    ...parts('parameters', diff.parameters),
  ];
  return all.length === 0 ? 'nothing has changed' : all.join('; ');
}
