/** Everything the view knows. The host owns the flow and the run; the view owns where one looks and points. */
import type { GraphEdit } from '../../runtime/model/edit.js';
import type { Graph } from '../../runtime/model/graph.js';
import type { Direction, Layout } from '../canvas/layout/geometry.js';
import type { ShownFlow, ViewSnapshot } from '../protocol.js';
import { edgeById } from './edges.js';
import { share } from './share.js';
import { graphOf, placeOf, stepOf } from './subject.js';

export interface View {
  /** The host's last word; null until it has spoken. */
  readonly snapshot: ViewSnapshot | null;
  /** What is on the canvas: the newest graph whose layout is ready. */
  readonly picture: Picture | null;
  /** Why no newer layout can be had. */
  readonly layoutError: string | null;
  readonly preferences: Preferences;
  readonly selection: Selection | null;
  /** Steps walked through before the selected one. */
  readonly trail: readonly string[];
  readonly mode: Mode;
  readonly sheet: Sheet | null;
  readonly pending: readonly PendingEdit[];
  readonly refusal: Refusal | null;
  /** A step to select as soon as it is drawn: the outcome of an edit. */
  readonly expected: string | null;
  /** Read out by screen readers. */
  readonly announcement: string;
}

export interface Picture {
  /** Which flow this is; see `placeOf`. */
  readonly place: string;
  readonly graph: Graph;
  readonly layout: Layout;
}

export interface Preferences {
  readonly direction: Direction;
  readonly inspector: boolean;
}

export type Selection =
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'edge'; readonly edge: string };

export type Mode =
  | { readonly kind: 'idle' }
  | { readonly kind: 'rename'; readonly step: string }
  | { readonly kind: 'add'; readonly after: string; readonly before: string | null }
  /** `instead` is where the edge ends now that is to end elsewhere; null for a new one. */
  | {
      readonly kind: 'connect';
      readonly from: string;
      readonly to: string | null;
      readonly instead: string | null;
    };

export type Sheet =
  /** `query` is what has been typed already. */
  | { readonly kind: 'find'; readonly query: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'menu'; readonly x: number; readonly y: number; readonly target: Selection | null };

export interface PendingEdit {
  readonly id: number;
  readonly edit: GraphEdit;
}

export interface Refusal {
  readonly reason: string;
  readonly at: Selection | null;
}

/** What is worth keeping when the view is closed and born again. */
export interface Remembered {
  readonly preferences: Preferences;
  /** The flow that was shown last; the host opens it again. */
  readonly shown: ShownFlow | null;
  /** The last few places, newest last. */
  readonly places: readonly { readonly place: string; readonly lens: Placement }[];
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
    layoutError: null,
    preferences: readPreferences(saved),
    selection: null,
    trail: [],
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
    inspector: given.inspector === true,
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
  if (!graph) return { ...view, snapshot, picture: null, selection: null, mode: idle, trail: [] };
  const moved = view.snapshot !== null && placeOf(view.snapshot.subject) !== placeOf(snapshot.subject);
  if (moved) return { ...view, snapshot, selection: null, mode: idle, trail: [], refusal: null };
  return { ...view, snapshot };
}

/** The canvas now shows this picture; what was selected stays so if it is still there. */
export function drawn(view: View, picture: Picture): View {
  const { graph } = picture;
  const has = (step: string) => stepOf(graph, step) !== undefined;
  const expected = view.expected !== null && has(view.expected);
  const selection = expected
    ? ({ kind: 'step', step: view.expected ?? '' } as const)
    : stillThere(view.selection, graph);
  return {
    ...view,
    picture,
    layoutError: null,
    selection,
    expected: expected ? null : view.expected,
    mode: modeStillMakesSense(view.mode, has) ? view.mode : idle,
    trail: view.trail.filter(has),
  };
}

function stillThere(selection: Selection | null, graph: Graph): Selection | null {
  if (selection?.kind === 'step') return stepOf(graph, selection.step) ? selection : null;
  if (selection?.kind === 'edge') return edgeById(graph, selection.edge) ? selection : null;
  return null;
}

function modeStillMakesSense(mode: Mode, has: (step: string) => boolean): boolean {
  switch (mode.kind) {
    case 'idle':
      return true;
    case 'rename':
      return has(mode.step);
    case 'add':
      return has(mode.after) && (mode.before === null || has(mode.before));
    case 'connect':
      return [mode.from, mode.to, mode.instead].every(step => step === null || has(step));
  }
}

export function selected(view: View, selection: Selection | null): View {
  const before = view.selection?.kind === 'step' ? view.selection.step : null;
  const trail =
    before === null ? view.trail : [...view.trail.filter(step => step !== before), before].slice(-50);
  return { ...view, selection, trail, refusal: null };
}

/** The step that commands are about: the selected one, or the one the selected edge comes from. */
export function stepInHand(view: View): string | null {
  if (view.selection?.kind === 'step') return view.selection.step;
  if (view.selection?.kind === 'edge' && view.picture) {
    return edgeById(view.picture.graph, view.selection.edge)?.from ?? null;
  }
  return null;
}

/** Where on the canvas an edit is about, so that its refusal can be shown there. */
export function placeOfEdit(edit: GraphEdit, graph: Graph | null): Selection | null {
  switch (edit.kind) {
    case 'addStep':
      return { kind: 'step', step: edit.after };
    case 'renameStep':
    case 'deleteStep':
      return { kind: 'step', step: edit.step };
    case 'connect':
      return { kind: 'step', step: edit.from };
    case 'moveEdge':
    case 'deleteEdge': {
      const edge = graph?.edges.find(({ from, to }) => from === edit.from && to === edit.to);
      return edge ? { kind: 'edge', edge: `${edit.from}→${edit.to}` } : { kind: 'step', step: edit.from };
    }
  }
}
