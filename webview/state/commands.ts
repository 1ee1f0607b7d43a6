/**
 * Everything a person can do, as one table: the keyboard, the context menu, the list of shortcuts and the
 * editor's own commands all read it.
 */
import { edgeById, type NamedEdge } from './edges.js';
import { partOf } from './part.js';
import type { Session } from './session.js';
import { whyReadOnly } from './subject.js';
import { stepInHand, type View } from './view.js';
import { nextEdge } from './walk.js';

export type CommandId =
  | 'reveal'
  | 'rename'
  | 'addStep'
  | 'connect'
  | 'insert'
  | 'moveEnd'
  | 'delete'
  | 'runStep'
  | 'openLog'
  | 'nextEdge'
  | 'find'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'direction'
  | 'inspector'
  | 'help';

export interface Command {
  readonly id: CommandId;
  readonly title: string;
  /** Values of `KeyboardEvent.key`, with `Mod+` before those that need Ctrl or Cmd. The first one is shown. */
  readonly keys: readonly string[];
  /** In which context menus it stands. */
  readonly on: readonly ('step' | 'edge' | 'canvas')[];
  readonly group: 'step' | 'edge' | 'run' | 'view';
  /** Why it can't be done; null when it can; undefined when it makes no sense here and is not even listed. */
  why(view: View): string | null | undefined;
  run(session: Session): void;
}

export const commands: readonly Command[] = [
  {
    id: 'reveal',
    title: 'Go to code',
    keys: ['Enter'],
    on: ['step'],
    group: 'step',
    why: onStep,
    run: session => withStep(session, step => session.host.send({ type: 'reveal', step, focus: true })),
  },
  {
    id: 'rename',
    title: 'Rename…',
    keys: ['F2'],
    on: ['step'],
    group: 'step',
    why: onEditableStep,
    run: session =>
      withStep(session, step => {
        session.lens?.show(step);
        session.store.setState({ mode: { kind: 'rename', step } });
      }),
  },
  {
    id: 'addStep',
    title: 'Add step after…',
    keys: ['a'],
    on: ['step'],
    group: 'step',
    why: view => (view.selection?.kind === 'edge' ? undefined : onEditableStep(view)),
    run: session =>
      withStep(session, after => {
        session.lens?.show(after);
        session.store.setState({ mode: { kind: 'add', after, before: null } });
      }),
  },
  {
    id: 'connect',
    title: 'Connect to…',
    keys: ['c'],
    on: ['step'],
    group: 'step',
    why: onEditableStep,
    run: session =>
      withStep(session, from => {
        session.store.setState({ mode: { kind: 'connect', from, to: null, instead: null } });
        session.announce(`Connect ${from} to: choose a step with the arrow keys, then press Enter.`);
      }),
  },
  {
    id: 'runStep',
    title: 'Run this step',
    keys: ['r'],
    on: ['step'],
    group: 'run',
    why: view => (onStep(view) === undefined ? undefined : whyNoRun(view)),
    run: session => withStep(session, step => session.host.send({ type: 'runStep', step })),
  },
  {
    id: 'openLog',
    title: 'Open log',
    keys: ['l'],
    on: ['step'],
    group: 'run',
    why: whyNoLog,
    run: session => withStep(session, step => openLog(session, step)),
  },
  {
    id: 'insert',
    title: 'Insert step here…',
    keys: ['a'],
    on: ['edge'],
    group: 'edge',
    why: onEditableEdge,
    run: session =>
      withEdge(session, edge =>
        session.store.setState({ mode: { kind: 'add', after: edge.from, before: edge.to } }),
      ),
  },
  {
    id: 'moveEnd',
    title: 'Move its end to…',
    keys: ['m'],
    on: ['edge'],
    group: 'edge',
    why: onEditableEdge,
    run: session =>
      withEdge(session, ({ from, to }) => {
        session.store.setState({ mode: { kind: 'connect', from, to: null, instead: to } });
        session.announce(
          `Have ${from} go on to another step than ${to}: choose it with the arrow keys, then press Enter.`,
        );
      }),
  },
  {
    id: 'delete',
    title: 'Delete',
    keys: ['Delete', 'Backspace'],
    on: ['step', 'edge'],
    group: 'edge',
    why: view => (view.selection?.kind === 'edge' ? onEditableEdge(view) : onEditableStep(view)),
    run: session =>
      session.store.getState().selection?.kind === 'edge'
        ? withEdge(session, edge => void session.edit({ kind: 'deleteEdge', from: edge.from, to: edge.to }))
        : withStep(session, step => void session.edit({ kind: 'deleteStep', step })),
  },
  {
    id: 'nextEdge',
    title: 'Select an outgoing edge',
    keys: ['e'],
    on: [],
    group: 'edge',
    why: onStep,
    run: selectNextEdge,
  },
  {
    id: 'find',
    title: 'Find a step…',
    keys: ['/', 'Mod+f'],
    on: ['canvas'],
    group: 'view',
    why: withPicture,
    run: session => session.store.setState({ sheet: { kind: 'find', query: '' } }),
  },
  {
    id: 'fit',
    title: 'Fit the whole flow',
    keys: ['0'],
    on: ['canvas'],
    group: 'view',
    why: withPicture,
    run: session => session.lens?.fit(),
  },
  {
    id: 'zoomIn',
    title: 'Zoom in',
    keys: ['+', '='],
    on: [],
    group: 'view',
    why: withPicture,
    run: session => session.lens?.zoom(1.25),
  },
  {
    id: 'zoomOut',
    title: 'Zoom out',
    keys: ['-'],
    on: [],
    group: 'view',
    why: withPicture,
    run: session => session.lens?.zoom(1 / 1.25),
  },
  {
    id: 'direction',
    title: 'Turn the flow (down or right)',
    keys: ['d'],
    on: ['canvas'],
    group: 'view',
    why: withPicture,
    run: session =>
      session.prefer({
        direction: session.store.getState().preferences.direction === 'DOWN' ? 'RIGHT' : 'DOWN',
      }),
  },
  {
    id: 'inspector',
    title: 'Show or hide details',
    keys: ['i'],
    on: ['canvas', 'step'],
    group: 'view',
    why: withPicture,
    run: session => session.prefer({ inspector: !session.store.getState().preferences.inspector }),
  },
  {
    id: 'help',
    title: 'Keyboard shortcuts',
    keys: ['?'],
    on: ['canvas'],
    group: 'view',
    why: () => null,
    run: session => session.store.setState({ sheet: { kind: 'help' } }),
  },
];

export function commandById(id: CommandId): Command {
  const command = commands.find(each => each.id === id);
  if (!command) throw new Error(`There is no command ${id}.`);
  return command;
}

export function openLog(session: Session, step: string): void {
  const failure = session.store.getState().snapshot?.run?.steps[step]?.failure;
  session.host.send({ type: 'openLog', step, task: failure?.task ?? null });
}

function withStep(session: Session, act: (step: string) => void): void {
  const step = stepInHand(session.store.getState());
  if (step !== null) act(step);
}

function withEdge(session: Session, act: (edge: NamedEdge) => void): void {
  const { selection, picture } = session.store.getState();
  const edge = selection?.kind === 'edge' && picture ? edgeById(picture.graph, selection.edge) : undefined;
  if (edge) act(edge);
}

function selectNextEdge(session: Session): void {
  const { selection, picture } = session.store.getState();
  const step = stepInHand(session.store.getState());
  if (!picture || step === null) return;
  const current = selection?.kind === 'edge' ? selection.edge : null;
  const edge = nextEdge(picture.graph, picture.layout, step, current, 1);
  if (edge === null) session.announce(`${step} has no outgoing edge.`);
  else session.select({ kind: 'edge', edge });
}

function withPicture(view: View): null | undefined {
  return view.picture ? null : undefined;
}

function onStep(view: View): null | undefined {
  return stepInHand(view) === null ? undefined : null;
}

function onEditableStep(view: View): string | null | undefined {
  return stepInHand(view) === null ? undefined : whyReadOnly(view.snapshot);
}

function onEditableEdge(view: View): string | null | undefined {
  return view.selection?.kind === 'edge' ? whyReadOnly(view.snapshot) : undefined;
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
