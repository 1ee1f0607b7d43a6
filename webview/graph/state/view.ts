/** Everything the view knows. The host owns the flow and the run; the view owns where one looks and points. */
import type { GraphEdit } from '../../../runtime/model/edit.js';
import type { EditId, Site } from '../../../runtime/model/edits.js';
import type { Graph } from '../../../runtime/model/graph.js';
import type { Direction, Layout } from '../canvas/layout/geometry.js';
import type { ShownFlow, ViewSnapshot } from '../protocol.js';
import { edgeChangeOf, isGone } from './changes.js';
import { edgeById } from './edges.js';
import { folded, type Shown } from './folded.js';
import {
  type Folds,
  foldedStill,
  foldSelected,
  foldsAt,
  readFolds,
  selectionAt,
  withFolds,
} from './folds.js';
import type { RegionName } from './regions.js';
import {
  headOf,
  type Selection,
  selectionOfSteps,
  siteOfSelection,
  stepsAt,
  stepsOf,
  stillThere,
} from './selection.js';
import { share } from './share.js';
import { graphOf, placeOf, stepOf } from './subject.js';

export interface View {
  /** The host's last word; null until it has spoken. */
  readonly snapshot: ViewSnapshot | null;
  /** What is on the canvas. */
  readonly picture: Picture | null;
  readonly preferences: Preferences;
  readonly folds: Folds;
  readonly selection: Selection | null;
  /** The artifact whose way through the flow is shown. */
  readonly artifact: string | null;
  /** Steps walked through before the selected one. */
  readonly trail: readonly string[];
  /** Those that one has gone back from, the last one first. */
  readonly ahead: readonly string[];
  readonly mode: Mode;
  readonly sheet: Sheet | null;
  readonly pending: readonly PendingEdit[];
  readonly refusal: Refusal | null;
  /** What to select as soon as it is drawn: the outcome of an edit. */
  readonly expected: Expected | null;
  /** Read out by screen readers. */
  readonly announcement: string;
}

export interface Picture {
  /** Which flow this is; see `placeOf`. */
  readonly place: string;
  readonly graph: Graph;
  /** The graph with what is folded: what has a place in the layout. */
  readonly shown: Shown;
  readonly layout: Layout;
}

export interface Preferences {
  readonly direction: Direction;
  /** A long flow is drawn in columns beside each other. */
  readonly wraps: boolean;
  readonly inspector: boolean;
  /** The canvas goes where the code's cursor goes. */
  readonly follow: boolean;
}

export type Mode =
  | { readonly kind: 'idle' }
  | { readonly kind: 'rename'; readonly step: string }
  /** A step of the flow is being chosen, which the edit needs; `to` is the one aimed at. */
  | { readonly kind: 'aim'; readonly asking: Asking; readonly to: string | null }
  /** What else the edit needs is being written down. */
  | { readonly kind: 'form'; readonly asking: Asking };

/** An edit that is not made yet, for something has to be asked. */
export interface Asking {
  readonly edit: EditId;
  readonly site: Site;
  /** What has been answered. */
  readonly answers: Readonly<Record<string, string>>;
}

export type Sheet =
  /** `query` is what has been typed already. */
  | { readonly kind: 'find'; readonly query: string }
  /** Everything that can be done here; of it, what can stand at the end of a wire that was let go of at a point. */
  | { readonly kind: 'palette'; readonly wire: { readonly x: number; readonly y: number } | null }
  /** The tasks of a step in the run that is drawn. */
  | { readonly kind: 'tasks'; readonly step: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'export' }
  | { readonly kind: 'menu'; readonly x: number; readonly y: number; readonly target: Selection | null };

export interface PendingEdit {
  readonly id: number;
  readonly edit: GraphEdit;
  /** Where it is made. */
  readonly site: Site;
}

export interface Refusal {
  readonly reason: string;
  readonly at: Selection | null;
}

export interface Expected {
  readonly step: string;
  /** The steps there were: all others come with it, and are selected too. Null where it is alone. */
  readonly beside: readonly string[] | null;
}

/** What is worth keeping when the view is closed and born again. */
export interface Remembered {
  readonly preferences: Preferences;
  /** The flow that was shown last; the host opens it again. */
  readonly shown: ShownFlow | null;
  /** The last few places, newest last. */
  readonly places: readonly { readonly place: string; readonly lens: Placement }[];
  /** What is folded in some of them. */
  readonly folds: readonly (readonly [place: string, names: readonly RegionName[]])[];
}

/** Where the canvas stands and how near it is. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const idle: Mode = { kind: 'idle' };

export function newView(saved: unknown): View {
  return {
    snapshot: null,
    picture: null,
    preferences: readPreferences(saved),
    folds: readFolds(saved),
    selection: null,
    artifact: null,
    trail: [],
    ahead: [],
    mode: idle,
    sheet: null,
    pending: [],
    refusal: null,
    expected: null,
    announcement: '',
  };
}

/** Whatever an older or broken version of the view saved, this one starts. */
function readPreferences(saved: unknown): Preferences {
  const given: Partial<Preferences> = (isObject(saved) && (saved as Partial<Remembered>).preferences) || {};
  return {
    direction: given.direction === 'RIGHT' ? 'RIGHT' : 'DOWN',
    wraps: given.wraps === true,
    inspector: given.inspector === true,
    follow: given.follow !== false,
  };
}

export function readPlaces(saved: unknown): Remembered['places'] {
  const places = isObject(saved) ? (saved as Partial<Remembered>).places : undefined;
  return Array.isArray(places) ? places.filter(each => isObject(each) && isPlacement(each.lens)) : [];
}

function isPlacement(lens: unknown): lens is Placement {
  return isObject(lens) && [lens.x, lens.y, lens.zoom].every(Number.isFinite);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A snapshot replaces the last one whole. Its graph is drawn once its layout is there: see `drawn`. */
export function received(view: View, next: ViewSnapshot): View {
  const snapshot = share(view.snapshot, next);
  const graph = graphOf(snapshot);
  if (!graph)
    return {
      ...view,
      snapshot,
      picture: null,
      selection: null,
      artifact: null,
      mode: idle,
      trail: [],
      ahead: [],
    };
  const moved = view.snapshot !== null && placeOf(view.snapshot.subject) !== placeOf(snapshot.subject);
  if (moved)
    return {
      ...view,
      snapshot,
      selection: null,
      artifact: null,
      mode: idle,
      trail: [],
      ahead: [],
      refusal: null,
    };
  return { ...view, snapshot };
}

/** The canvas now shows this picture; what was selected stays so if it is still there. */
export function drawn(view: View, picture: Picture): View {
  const { graph } = picture;
  const has = (step: string) => stepOf(graph, step) !== undefined;
  const come = view.expected !== null && has(view.expected.step) ? view.expected : null;
  const selection = come ? cameWith(come, graph) : selectedStill(view, picture);
  return {
    ...view,
    picture,
    // What an edit has made is seen, also where it came to be in what is folded.
    folds: come ? foldsFor({ ...view, picture }, selection) : view.folds,
    selection,
    expected: come ? null : view.expected,
    mode: modeStillMakesSense(view.mode, has) ? view.mode : idle,
    trail: view.trail.filter(has),
    ahead: view.ahead.filter(has),
  };
}

/** What of the selection is there still; of what is folded all that it has come to be. */
function selectedStill({ picture: before, selection }: View, { graph, shown }: Picture): Selection | null {
  const region = before && foldSelected(before.shown, selection);
  return region && shown.folds.has(region.head)
    ? selectionAt(shown, region.head)
    : stillThere(selection, graph);
}

/** The step that was expected, and those that came with it. */
export function cameWith({ step, beside }: Expected, { steps }: Graph): Selection | null {
  const others = beside === null ? [] : steps.map(({ name }) => name).filter(name => !beside.includes(name));
  return selectionOfSteps([step, ...others]);
}

function modeStillMakesSense(mode: Mode, has: (step: string) => boolean): boolean {
  switch (mode.kind) {
    case 'idle':
      return true;
    case 'rename':
      return has(mode.step);
    case 'aim':
      return stepsAt(mode.asking.site).every(has) && (mode.to === null || has(mode.to));
    case 'form':
      return stepsAt(mode.asking.site).every(has);
  }
}

export function selected(view: View, selection: Selection | null): View {
  const before = headOf(view.selection);
  const trail =
    before === null ? view.trail : [...view.trail.filter(step => step !== before), before].slice(-50);
  return { ...view, selection, folds: foldsFor(view, selection), trail, ahead: [], refusal: null };
}

/** What stays folded when that is selected. */
function foldsFor({ picture, folds }: View, selection: Selection | null): Folds {
  if (!picture) return folds;
  const names = foldsAt(folds, picture.place);
  const still = foldedStill(picture.graph, names, selection);
  return still === names ? folds : withFolds(folds, picture.place, still);
}

/** The node in which a step is drawn, or will be, as what one selects. */
export function nodeAt({ picture, folds }: View, step: string): Selection {
  if (!picture) return { kind: 'step', step };
  const shown = folded(picture.graph, foldsAt(folds, picture.place));
  return selectionAt(shown, shown.nodeOf(step));
}

/** Back to the step that was selected before, or on again; the same view where there is none. */
export function wentTo(view: View, way: 'back' | 'on'): View {
  const to = way === 'back' ? view.trail.at(-1) : view.ahead[0];
  if (to === undefined) return view;
  const here = headOf(view.selection);
  const left = here === null ? [] : [here];
  return {
    ...view,
    selection: nodeAt(view, to),
    refusal: null,
    ...(way === 'back'
      ? { trail: view.trail.slice(0, -1), ahead: [...left, ...view.ahead] }
      : { trail: [...view.trail, ...left], ahead: view.ahead.slice(1) }),
  };
}

/** The step that commands are about: the selected one, or the one the selected edge comes from. None that the flow has no more. */
export function stepInHand(view: View): string | null {
  const step = stepShown(view);
  return step === null || isGone(view.snapshot, step) ? null : step;
}

/** The selected step, or the one the selected edge comes from. */
export function stepShown({ selection, picture }: View): string | null {
  if (selection?.kind === 'step') return selection.step;
  if (selection?.kind === 'edge' && picture) return edgeById(picture.graph, selection.edge)?.from ?? null;
  return null;
}

/** What commands are about: what is selected, or the flow when nothing is, or nothing that it has still. */
export function siteOf({ selection, picture, snapshot }: View): Site {
  const graph = picture?.graph ?? null;
  const edge = selection?.kind === 'edge' && graph ? edgeById(graph, selection.edge) : undefined;
  const isLost =
    (edge && edgeChangeOf(snapshot, edge)?.kind === 'removed') ||
    stepsOf(selection).some(step => isGone(snapshot, step));
  return siteOfSelection(isLost ? null : selection, graph);
}
