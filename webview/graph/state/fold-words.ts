/** What is folded, in words. */

import type { Graph } from '../../../runtime/model/graph.js';
import type { RunOverlay, StepOverlay } from '../../../runtime/model/overlay.js';
import { type StepState, stateWords, stepState } from '../../shared/progress.js';
import { count } from '../../shared/time.js';
import type { Shown } from './folded.js';
import type { Region } from './regions.js';

/** What the node is called: by the step that one comes to first. */
export function foldTitle({ head }: Pick<Region, 'head'>): string {
  return `${head} …`;
}

/** What it is of the flow. */
export function foldKind({ kind, step }: Region, graph: Graph): string {
  switch (kind) {
    case 'body': {
      const opens = graph.steps.find(({ name }) => name === step)?.kind;
      return opens === 'fanout' ? `For each item of ${step}` : `Branches of ${step}`;
    }
    case 'branch':
      return `Branch ${step}`;
    case 'loop':
      return `Loop back to ${step}`;
  }
}

/** Of its steps, those that the run has come to. */
export function overlaysIn({ steps }: Region, run: RunOverlay['steps'] | undefined): readonly StepOverlay[] {
  return steps.flatMap(step => (run && Object.hasOwn(run, step) ? (run[step] ?? []) : []));
}

const tellingFirst: readonly StepState[] = [
  'failed',
  'lost',
  'retrying',
  'running',
  'queued',
  'cancelled',
  'caught',
  'done',
  'reused',
];

/** How many steps it has, and how they fare: `4 steps · 1 failed · 3 done`. */
export function foldNote({ steps }: Region, overlays: readonly StepOverlay[]): string {
  const states = Map.groupBy(overlays, stepState);
  const [only] = states.keys();
  const told =
    only !== undefined && states.size === 1 && overlays.length === steps.length
      ? [stateWords[only].toLowerCase()]
      : tellingFirst.flatMap(state => {
          const many = states.get(state)?.length ?? 0;
          return many > 0 ? [`${count(many)} ${stateWords[state].toLowerCase()}`] : [];
        });
  return [`${count(steps.length)} steps`, ...told].join(' · ');
}

/** What is drawn, with what is folded called as it is on the canvas. */
export function titled({ graph, folds }: Shown): Graph {
  if (folds.size === 0) return graph;
  const called = (node: string) => {
    const region = folds.get(node);
    return region ? `${foldTitle(region)} (${count(region.steps.length)} steps)` : node;
  };
  return {
    ...graph,
    steps: graph.steps.map(step => ({ ...step, name: called(step.name) })),
    edges: graph.edges.map(edge => ({ ...edge, from: called(edge.from), to: called(edge.to) })),
  };
}
