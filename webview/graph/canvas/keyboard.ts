/** What keys do on the canvas. Keys that mean nothing here are left to the editor, undo among them. */

import { choose } from '../state/asking.js';
import { edgeById } from '../state/edges.js';
import { commandForKey, perform } from '../state/perform.js';
import { headOf, joinedBy, originOf, stepsOf } from '../state/selection.js';
import type { Session } from '../state/session.js';
import { stepOf } from '../state/subject.js';
import { nodeAt, type View } from '../state/view.js';
import { type ArrowKey, type Move, moveOf, nextEdge, walk } from '../state/walk.js';

export interface Key {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** True when the key was meant for the canvas, and so must go no further. */
export function pressed(session: Session, key: Key): boolean {
  const view = session.store.getState();
  if (key.alt) return !key.mod && runCommand(session, view, key);
  if (key.mod) return runCommand(session, view, key);
  if (key.key === 'Escape') return stepBack(session, view);
  if (isArrow(key.key)) return move(session, view, key.key, key.shift);
  if (view.mode.kind === 'aim') {
    if (key.key === 'Enter') return choose(session);
    if (isLetter(key.key)) return findTarget(session, key.key);
    // Until that is answered or let go, nothing else is done to the flow.
    if (key.key === 'Delete' || key.key === 'Backspace' || key.key === 'F2') return true;
  }
  if (key.key === ' ') return glance(session, view);
  if (key.key === 'Home' || key.key === 'End') return jump(session, view, key.key);
  if (key.key === 'ContextMenu' || (key.key === 'F10' && key.shift)) return openMenu(session, view);
  return runCommand(session, view, key);
}

/** While a step is asked for, typing names it. */
function findTarget(session: Session, letter: string): boolean {
  session.store.setState({ sheet: { kind: 'find', query: letter } });
  return true;
}

function isLetter(key: string): boolean {
  return /^[\p{L}_$]$/u.test(key);
}

function runCommand(session: Session, view: View, key: Key): boolean {
  const command = commandForKey(view, key);
  if (!command) return false;
  perform(session, command);
  return true;
}

function stepBack(session: Session, view: View): boolean {
  if (view.mode.kind !== 'idle' || view.sheet || view.refusal) {
    session.settle();
    return true;
  }
  if (view.artifact !== null) {
    session.light(null);
    return true;
  }
  if (!view.selection) return false;
  session.store.setState({ selection: null, trail: [], ahead: [] });
  return true;
}

/** Walks on; a hand that gathers steps takes each along that it comes to. */
function move(session: Session, view: View, key: ArrowKey, gathers: boolean): boolean {
  const { picture, mode, selection } = view;
  if (!picture) return false;
  const way = moveOf(key, picture.layout.direction);
  if (mode.kind === 'aim') return aim(session, view, mode, way);
  if (selection?.kind === 'edge') return moveFromEdge(session, view, selection.edge, way);
  const head = headOf(selection);
  if (head === null) return pick(session, firstStep(view));
  const { shown, layout } = picture;
  const here = shown.nodeOf(head);
  const trail = view.trail.map(shown.nodeOf).filter(step => step !== here);
  const next = walk(shown.graph, layout, here, way, trail);
  if (next === null) session.announce(`Nothing further from ${here} that way.`);
  if (next === null || !gathers) return next === null || pick(session, next);
  session.select(joinedBy(selection, stepsOf(nodeAt(view, next))));
  session.lens?.show(next);
  return true;
}

function aim(session: Session, view: View, mode: Extract<View['mode'], { kind: 'aim' }>, way: Move): boolean {
  if (!view.picture) return false;
  const { shown, layout } = view.picture;
  const { asking, to } = mode;
  const from = originOf(asking.site) ?? firstStep(view);
  const trail = to === null ? [] : view.trail;
  const next = from === null ? null : walk(shown.graph, layout, shown.nodeOf(to ?? from), way, trail);
  if (next === null) return true;
  session.store.setState({ mode: { ...mode, to: next }, announcement: `To ${next}?` });
  session.lens?.show(next);
  return true;
}

function moveFromEdge(session: Session, view: View, id: string, way: Move): boolean {
  if (!view.picture) return false;
  const edge = edgeById(view.picture.graph, id);
  if (!edge) return false;
  if (way === 'forward') return pick(session, edge.to);
  if (way === 'back') return pick(session, edge.from);
  const next = nextEdge(view.picture, edge.from, id, way === 'after' ? 1 : -1);
  if (next !== null) session.select({ kind: 'edge', edge: next });
  return true;
}

function jump(session: Session, view: View, key: 'Home' | 'End'): boolean {
  const steps = view.picture?.graph.steps ?? [];
  return pick(session, key === 'Home' ? firstStep(view) : (steps.at(-1)?.name ?? null));
}

function glance(session: Session, view: View): boolean {
  if (view.selection?.kind !== 'step') return false;
  session.host.send({ type: 'reveal', step: view.selection.step, focus: false });
  return true;
}

function openMenu(session: Session, view: View): boolean {
  const at = document.querySelector('[data-selected="true"]')?.getBoundingClientRect();
  const [x, y] = at ? [at.left + 24, at.bottom - 8] : [window.innerWidth / 2, window.innerHeight / 3];
  session.store.setState({ sheet: { kind: 'menu', x, y, target: view.selection } });
  return true;
}

function pick(session: Session, step: string | null): boolean {
  if (step === null) return false;
  session.select(nodeAt(session.store.getState(), step));
  session.lens?.show(step);
  return true;
}

function firstStep(view: View): string | null {
  const active = view.snapshot?.activeStep;
  if (active && stepOf(view.picture?.graph ?? null, active)) return active;
  const steps = view.picture?.graph.steps ?? [];
  return (steps.find(step => step.start) ?? steps[0])?.name ?? null;
}

function isArrow(key: string): key is ArrowKey {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight';
}
