/**
 * Everything a person can do, as one table: the keyboard, the context menu, the list of shortcuts and the
 * editor's own commands all read it.
 */
import { changesNothing } from '../../runtime/model/edit.js';
import { type EditGroup, type EditId, edits, type Site } from '../../runtime/model/edits.js';
import { begin } from './asking.js';
import { partOf } from './part.js';
import type { Session } from './session.js';
import { whyReadOnly } from './subject.js';
import { siteOf, stepInHand, type View } from './view.js';
import { nextEdge } from './walk.js';

type ViewCommandId =
  | 'reveal'
  | 'runStep'
  | 'openLog'
  | 'nextEdge'
  | 'palette'
  | 'find'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'direction'
  | 'inspector'
  | 'help';

export type CommandId = ViewCommandId | EditId;

export interface Command {
  readonly id: CommandId;
  readonly title: string;
  /** What it does, as a sentence; null where the title says it. */
  readonly says: string | null;
  /** Values of `KeyboardEvent.key`, with `Mod+` before those that need Ctrl or Cmd. The first one is shown. */
  readonly keys: readonly string[];
  /** In which context menus it stands. */
  readonly on: readonly Site['kind'][];
  readonly group: 'go' | 'run' | 'view' | EditGroup;
  /** Why it can't be done; null when it can; undefined when it makes no sense here and is not even listed. */
  why(view: View): string | null | undefined;
  run(session: Session): void;
}

const looking: readonly Command[] = [
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
    id: 'palette',
    title: 'What can be done here…',
    says: null,
    keys: ['.', 'Mod+.'],
    on: [],
    group: 'view',
    why: withPicture,
    run: session => session.store.setState({ sheet: { kind: 'palette', wire: null } }),
  },
  {
    id: 'find',
    title: 'Find a step…',
    says: null,
    keys: ['/', 'Mod+f'],
    on: ['flow'],
    group: 'view',
    why: withPicture,
    run: session => session.store.setState({ sheet: { kind: 'find', query: '' } }),
  },
  {
    id: 'fit',
    title: 'Fit the whole flow',
    says: null,
    keys: ['0'],
    on: ['flow'],
    group: 'view',
    why: withPicture,
    run: session => session.lens?.fit(),
  },
  {
    id: 'zoomIn',
    title: 'Zoom in',
    says: null,
    keys: ['+', '='],
    on: [],
    group: 'view',
    why: withPicture,
    run: session => session.lens?.zoom(1.25),
  },
  {
    id: 'zoomOut',
    title: 'Zoom out',
    says: null,
    keys: ['-'],
    on: [],
    group: 'view',
    why: withPicture,
    run: session => session.lens?.zoom(1 / 1.25),
  },
  {
    id: 'direction',
    title: 'Turn the flow (down or right)',
    says: null,
    keys: ['d'],
    on: ['flow'],
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
    says: null,
    keys: ['i'],
    on: ['flow', 'step'],
    group: 'view',
    why: withPicture,
    run: session => session.prefer({ inspector: !session.store.getState().preferences.inspector }),
  },
  {
    id: 'help',
    title: 'Keyboard shortcuts',
    says: null,
    keys: ['?'],
    on: ['flow'],
    group: 'view',
    why: () => null,
    run: session => session.store.setState({ sheet: { kind: 'help' } }),
  },
];

/** The edits of the table, as what a person can do here. */
const editing: readonly Command[] = edits.map(edit => ({
  id: edit.id,
  title: edit.title,
  says: edit.says,
  keys: edit.keys,
  // Of the options a menu would be long: they stand in the details, and in the palette.
  on: edit.group === 'option' ? [] : [edit.on],
  group: edit.group,
  why: view => {
    const { picture } = view;
    const fits = picture ? edit.why(siteOf(view), picture.graph) : undefined;
    if (fits === undefined || (changesNothing(edit.kind) && isOfDocument(view))) return fits;
    return whyReadOnly(view.snapshot) ?? fits;
  },
  run: session => begin(session, edit, siteOf(session.store.getState())),
}));

const groups: readonly Command['group'][] = ['go', 'step', 'edge', 'shape', 'option', 'field', 'run', 'view'];

/** In the order in which they are shown. */
export const commands: readonly Command[] = groups.flatMap(group =>
  [...looking, ...editing].filter(command => command.group === group),
);

/** Those by which a step leads on to something: what the end of a wire can be. */
export const wireEnds: readonly CommandId[] = ['addStep', 'addBranch', 'connect', 'connectWhen'];

/** Those that set an option of a step. */
export const optionCommands: readonly Command[] = commands.filter(({ group }) => group === 'option');

/** The option that such a command sets: `retry` of `setRetry`. */
export function optionOf({ id }: Command): string {
  return id.slice('set'.length).toLowerCase();
}

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

function selectNextEdge(session: Session): void {
  const { selection, picture } = session.store.getState();
  const step = stepInHand(session.store.getState());
  if (!picture || step === null) return;
  const current = selection?.kind === 'edge' ? selection.edge : null;
  const edge = nextEdge(picture.graph, picture.layout, step, current, 1);
  if (edge === null) session.announce(`${step} has no outgoing edge.`);
  else session.select({ kind: 'edge', edge });
}

function isOfDocument({ snapshot }: View): boolean {
  return snapshot?.subject.kind === 'flow' && snapshot.subject.broken === null;
}

function withPicture(view: View): null | undefined {
  return view.picture ? null : undefined;
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
