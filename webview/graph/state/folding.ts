/** Folds parts of the flow into one node each, and opens them again. */
import type { Graph } from '../../../runtime/model/graph.js';
import type { Command } from './command.js';
import { edgeById } from './edges.js';
import { folded, type Shown } from './folded.js';
import {
  foldableAt,
  foldedStill,
  foldSelected,
  foldsAt,
  regionAround,
  selectionAt,
  withFolds,
} from './folds.js';
import { type Region, type RegionName, regionName, regionsOf } from './regions.js';
import { stepsOf } from './selection.js';
import type { Session } from './session.js';
import { stepShown, type View } from './view.js';

export const folding: readonly Command[] = [
  {
    id: 'fold',
    title: 'Fold, or open again',
    says: 'Draws what the step opens, the loop or the branch that it stands in as one node.',
    keys: ['z'],
    on: ['step'],
    group: 'select',
    why: view => {
      const now = nowOf(view);
      const step = stepShown(view);
      if (!now || step === null || view.selection?.kind !== 'step') return undefined;
      return foldableAt(now.graph, step).length > 0
        ? null
        : 'It opens nothing of two steps or more, and stands in no such branch or loop.';
    },
    run: session => {
      const view = session.store.getState();
      const now = nowOf(view);
      const step = stepShown(view);
      if (!now || step === null) return;
      const isFolded = (region: Region) => now.shown.folds.get(region.head) === region;
      const [first] = foldableAt(now.graph, step);
      if (first && isFolded(first)) open(session, first);
      else if (first) fold(session, first);
    },
  },
  {
    id: 'openFold',
    title: 'Open what is folded',
    says: null,
    keys: ['z', 'Enter'],
    on: ['steps'],
    group: 'select',
    why: view => (selectedFold(view) ? null : undefined),
    run: session => {
      const region = selectedFold(session.store.getState());
      if (region) open(session, region);
    },
  },
  {
    id: 'foldAround',
    title: 'Fold what is around it',
    says: 'The next larger branch, loop, split or fan-out that it stands in.',
    keys: ['Z'],
    on: ['step', 'steps'],
    group: 'select',
    why: view => {
      const now = nowOf(view);
      const [step, other] = stepsOf(view.selection);
      if (!now || step === undefined) return undefined;
      // Where nothing can be folded, that is said once.
      if (other === undefined && foldableAt(now.graph, step).length === 0) return undefined;
      if (aroundSelected(view)) return null;
      const isOne = other === undefined || selectedFold(view) !== null;
      return isOne ? 'Nothing larger that could be folded is around it.' : undefined;
    },
    run: session => {
      const region = aroundSelected(session.store.getState());
      if (region) fold(session, region);
    },
  },
  {
    id: 'foldAll',
    title: 'Fold all',
    says: 'Every split, fan-out and loop of two steps or more.',
    keys: [],
    on: ['flow'],
    group: 'view',
    why: view => {
      const graph = nowOf(view)?.graph;
      return graph && regionsOf(graph).length > 0 ? null : undefined;
    },
    run: session => {
      const graph = nowOf(session.store.getState())?.graph;
      if (!graph) return;
      foldOnly(session, regionsOf(graph).map(regionName));
      selectWhole(session);
    },
  },
  {
    id: 'openAll',
    title: 'Open all that is folded',
    says: null,
    keys: [],
    on: ['flow'],
    group: 'view',
    why: view => ((nowOf(view)?.shown.folds.size ?? 0) > 0 ? null : undefined),
    run: session => foldOnly(session, []),
  },
];

/** Draws the part as one node, and selects that where something of it was selected. */
export function fold(session: Session, region: Region): void {
  const now = nowOf(session.store.getState());
  if (!now) return;
  foldOnly(session, [...now.names.filter(name => name !== regionName(region)), regionName(region)]);
  selectWhole(session);
}

/** Draws its steps again, and selects that by which one folds them. */
export function open(session: Session, region: Region): void {
  const now = nowOf(session.store.getState());
  if (!now) return;
  // A loop may be all of a branch.
  const same = new Set(
    regionsOf(now.graph)
      .filter(
        ({ steps }) => steps.length === region.steps.length && steps.every(one => region.steps.includes(one)),
      )
      .map(regionName),
  );
  const names = now.names.filter(name => !same.has(name));
  foldOnly(session, names);
  const shown = folded(now.graph, names);
  const step = region.kind === 'body' ? region.step : region.head;
  session.select(selectionAt(shown, shown.nodeOf(step)));
  session.lens?.show(region.head);
}

/** Opens whatever these steps are folded into, also where they are all of it; selects nothing. */
export function uncover(session: Session, steps: readonly string[]): void {
  const now = nowOf(session.store.getState());
  if (!now) return;
  const sought = new Set(steps);
  const hiding = new Set(
    regionsOf(now.graph)
      .filter(region => region.steps.some(step => sought.has(step)))
      .map(regionName),
  );
  if (now.names.some(name => hiding.has(name)))
    foldOnly(
      session,
      now.names.filter(name => !hiding.has(name)),
    );
}

function foldOnly(session: Session, names: readonly RegionName[]): void {
  session.store.setState(({ picture, folds }) =>
    picture ? { folds: withFolds(folds, picture.place, names) } : {},
  );
}

/** Where only a part of a node is selected now, the node is. */
function selectWhole(session: Session): void {
  const { selection, picture, folds } = session.store.getState();
  if (!picture || selection === null) return;
  const { graph, place } = picture;
  const names = foldsAt(folds, place);
  if (foldedStill(graph, names, selection) === names) return;
  const shown = folded(graph, names);
  const edge = selection.kind === 'edge' ? edgeById(graph, selection.edge) : undefined;
  const hidden = edge?.from ?? stepsOf(selection).findLast(step => shown.folds.has(shown.nodeOf(step)));
  if (hidden === undefined) return;
  const node = shown.nodeOf(hidden);
  session.select(selectionAt(shown, node));
  session.lens?.show(node);
}

interface Now {
  readonly graph: Graph;
  readonly names: readonly RegionName[];
  readonly shown: Shown;
}

/** What is to be drawn, which may still be laid out. */
function nowOf({ picture, folds }: View): Now | null {
  if (!picture) return null;
  const names = foldsAt(folds, picture.place);
  return { graph: picture.graph, names, shown: folded(picture.graph, names) };
}

function selectedFold(view: View): Region | null {
  const now = nowOf(view);
  return now && foldSelected(now.shown, view.selection);
}

function aroundSelected(view: View): Region | undefined {
  const graph = nowOf(view)?.graph;
  const steps = stepsOf(view.selection);
  const [first] = steps;
  if (!graph || first === undefined) return undefined;
  const [nearest] = steps.length === 1 ? foldableAt(graph, first) : [];
  // Larger than what one folds at the step itself.
  return regionAround(graph, nearest?.steps.includes(first) ? nearest.steps : steps);
}
