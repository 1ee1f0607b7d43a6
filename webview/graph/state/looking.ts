/** What one can do without changing the flow: go, run, read, select. */
import type { Graph } from '../../../runtime/model/graph.js';
import type { Command } from './command.js';
import { partOf } from './part.js';
import { reachedFrom, selectionOfSteps, stepsOf } from './selection.js';
import type { Session } from './session.js';
import { stepInHand, type View, wentTo } from './view.js';
import { withPicture } from './viewing.js';
import { nextEdge } from './walk.js';

export const looking: readonly Command[] = [
  {
    id: 'reveal',
    title: 'Go to code',
    says: null,
    keys: ['Enter'],
    on: ['step'],
    group: 'go',
    why: onStep,
    run: session => withStep(session, step => session.host.send({ type: 'reveal', step, focus: true })),
  },
  {
    id: 'runStep',
    title: 'Run this step',
    says: 'Runs the step alone, on what it had in the last run.',
    keys: ['r'],
    on: ['step'],
    group: 'run',
    why: view => (onStep(view) === undefined ? undefined : whyNoRun(view)),
    run: session => withStep(session, step => session.host.send({ type: 'runStep', step })),
  },
  {
    id: 'openLog',
    title: 'Open log',
    says: null,
    keys: ['l'],
    on: ['step'],
    group: 'run',
    why: whyNoLog,
    run: session => withStep(session, step => openLog(session, step)),
  },
  {
    id: 'tasks',
    title: 'List its tasks…',
    says: 'Each with its item and its state, failed ones first.',
    keys: ['k'],
    on: ['step'],
    group: 'run',
    why: whyNoTasks,
    run: session => withStep(session, step => listTasks(session, step)),
  },
  {
    id: 'nextEdge',
    title: 'Select an outgoing edge',
    says: null,
    keys: ['e'],
    on: [],
    group: 'go',
    why: onStep,
    run: selectNextEdge,
  },
  {
    id: 'selectAll',
    title: 'Select all steps',
    says: null,
    keys: ['Mod+a'],
    on: ['flow'],
    group: 'select',
    why: withPicture,
    run: session => selectSteps(session, graph => graph.steps.map(({ name }) => name)),
  },
  {
    id: 'selectAfter',
    title: 'Select with all that come after',
    says: null,
    keys: ['>'],
    on: ['step', 'steps'],
    group: 'select',
    why: onSteps,
    run: session => selectSteps(session, (graph, steps) => reachedFrom(graph, steps, 'after')),
  },
  {
    id: 'selectBefore',
    title: 'Select with all that come before',
    says: null,
    keys: ['<'],
    on: ['step', 'steps'],
    group: 'select',
    why: onSteps,
    run: session => selectSteps(session, (graph, steps) => reachedFrom(graph, steps, 'before')),
  },
  {
    id: 'back',
    title: 'Back to the step before',
    says: null,
    keys: ['Alt+ArrowLeft'],
    on: [],
    group: 'go',
    why: view => (view.trail.length > 0 ? null : undefined),
    run: session => goThrough(session, 'back'),
  },
  {
    id: 'on',
    title: 'On again',
    says: 'Goes to the step that one has gone back from.',
    keys: ['Alt+ArrowRight'],
    on: [],
    group: 'go',
    why: view => (view.ahead.length > 0 ? null : undefined),
    run: session => goThrough(session, 'on'),
  },
];

export function listTasks(session: Session, step: string): void {
  session.store.setState({ sheet: { kind: 'tasks', step } });
}

export function openLog(session: Session, step: string): void {
  const failure = session.store.getState().snapshot?.run?.steps[step]?.failure;
  session.host.send({ type: 'openLog', step, task: failure?.task ?? null });
}

function withStep(session: Session, act: (step: string) => void): void {
  const step = stepInHand(session.store.getState());
  if (step !== null) act(step);
}

function selectNextEdge(session: Session): void {
  const { selection, picture } = session.store.getState();
  const step = stepInHand(session.store.getState());
  if (!picture || step === null) return;
  const current = selection?.kind === 'edge' ? selection.edge : null;
  const edge = nextEdge(picture, step, current, 1);
  if (edge === null) session.announce(`${step} has no outgoing edge.`);
  else session.select({ kind: 'edge', edge });
}

function onStep(view: View): null | undefined {
  return stepInHand(view) === null ? undefined : null;
}

function whyNoRun(view: View): string | null {
  return view.snapshot?.canRun
    ? null
    : 'Nothing is run in an untrusted workspace. Trust this workspace to run its flows.';
}

function whyNoLog(view: View): string | null | undefined {
  const step = stepInHand(view);
  if (step === null || !view.snapshot?.run) return undefined;
  if (partOf(view.snapshot, step) === 'absent') return 'The step is not in this run, so it has no log.';
  const startedAt = view.snapshot.run.steps[step]?.startedAt ?? null;
  return startedAt === null ? 'The step has not run, so it has no log.' : null;
}

function whyNoTasks(view: View): string | null | undefined {
  const step = stepInHand(view);
  if (step === null || !view.snapshot?.run) return undefined;
  const total = view.snapshot.run.steps[step]?.total ?? 0;
  return total > 0 ? null : 'The step has no tasks in this run.';
}

function onSteps(view: View): null | undefined {
  return stepsOf(view.selection).length > 0 ? null : undefined;
}

function selectSteps(
  session: Session,
  which: (graph: Graph, steps: readonly string[]) => readonly string[],
): void {
  const { picture, selection } = session.store.getState();
  if (picture) session.select(selectionOfSteps(which(picture.graph, stepsOf(selection))));
}

function goThrough(session: Session, way: 'back' | 'on'): void {
  session.store.setState(view => wentTo(view, way));
  const step = stepsOf(session.store.getState().selection).at(-1);
  if (step !== undefined) session.lens?.show(step);
}
