/** What a person has folded, in each flow that was looked at. */
import type { Graph } from '../../../runtime/model/graph.js';
import { edgeById } from './edges.js';
import type { Shown } from './folded.js';
import { type Region, type RegionName, regionName, regionsOf } from './regions.js';
import { type Selection, selectionOfSteps, stepsOf } from './selection.js';

/** By place, the one folded last at the end; see `placeOf`. */
export type Folds = ReadonlyMap<string, readonly RegionName[]>;

const mostPlaces = 20;
const mostNames = 2_000;
const nothing: readonly RegionName[] = [];

/** The same list each time as long as nothing else is folded there. Of what the flow has no more some may come back, by undoing. */
export function foldsAt(folds: Folds, place: string): readonly RegionName[] {
  return folds.get(place) ?? nothing;
}

export function withFolds(folds: Folds, place: string, names: readonly RegionName[]): Folds {
  const others = [...folds].filter(([other]) => other !== place);
  return new Map([...others, ...(names.length > 0 ? [[place, names] as const] : [])].slice(-mostPlaces));
}

/** Whatever an older or broken version of the view saved. */
export function readFolds(saved: unknown): Folds {
  const given = typeof saved === 'object' && saved !== null && 'folds' in saved ? saved.folds : null;
  if (!Array.isArray(given)) return new Map();
  const places = given.flatMap((each: unknown) => {
    if (!Array.isArray(each) || typeof each[0] !== 'string' || !Array.isArray(each[1])) return [];
    return [[each[0], each[1].filter(isName).slice(-mostNames)] as const];
  });
  return new Map(places.slice(-mostPlaces));
}

function isName(name: unknown): name is RegionName {
  return typeof name === 'string' && /^(?:body|branch|loop):./s.test(name);
}

/** What stays folded when that is selected: whatever it is only a part of is opened, so that one sees it. The same list where nothing is. */
export function foldedStill(
  graph: Graph,
  names: readonly RegionName[],
  selection: Selection | null,
): readonly RegionName[] {
  if (names.length === 0 || selection === null) return names;
  const edge = selection.kind === 'edge' ? edgeById(graph, selection.edge) : undefined;
  const chosen = new Set(stepsOf(selection));
  const isOpened = ({ steps }: Region) => {
    if (edge) return steps.includes(edge.from) && steps.includes(edge.to);
    const inside = steps.filter(step => chosen.has(step)).length;
    return inside > 0 && inside < steps.length;
  };
  const opened = new Set(regionsOf(graph).filter(isOpened).map(regionName));
  return names.some(name => opened.has(name)) ? names.filter(name => !opened.has(name)) : names;
}

/** What a click on a node selects: its step, or all that is folded into it, the first one last. */
export function selectionAt({ folds }: Shown, node: string): Selection {
  const region = folds.get(node);
  const steps = region ? [...region.steps.filter(step => step !== node), node] : [];
  return selectionOfSteps(steps) ?? { kind: 'step', step: node };
}

/** What is folded into the node that is selected; null when something else is. */
export function foldSelected({ folds }: Shown, selection: Selection | null): Region | null {
  if (selection?.kind !== 'steps') return null;
  const region = folds.get(selection.steps.at(-1) ?? '');
  const isAll = region?.steps.length === selection.steps.length;
  return region && isAll && region.steps.every(step => selection.steps.includes(step)) ? region : null;
}

/** What can be folded at a step, in the order in which one means it: what is called by it, then what it stands in, from the inside out. */
export function foldableAt(graph: Graph, step: string): readonly Region[] {
  const regions = regionsOf(graph);
  const own = regionsCalledBy(graph, step);
  const around = regions
    .filter(region => region.steps.includes(step) && !own.includes(region))
    .toSorted((one, other) => one.steps.length - other.steps.length);
  return [...own, ...around];
}

const called = new WeakMap<Graph, ReadonlyMap<string, readonly Region[]>>();
const noRegions: readonly Region[] = [];

/** Every node asks, each time that anything changes. */
export function regionsCalledBy(graph: Graph, step: string): readonly Region[] {
  let byStep = called.get(graph);
  if (!byStep) {
    byStep = Map.groupBy(regionsOf(graph), region => region.step);
    called.set(graph, byStep);
  }
  return byStep.get(step) ?? noRegions;
}

/** The smallest that holds all of these steps and more. */
export function regionAround(graph: Graph, steps: readonly string[]): Region | undefined {
  return regionsOf(graph)
    .filter(region => region.steps.length > steps.length && steps.every(step => region.steps.includes(step)))
    .toSorted((one, other) => one.steps.length - other.steps.length)[0];
}
