/** What one can do with the picture: how it is drawn, where it is looked at, what it is compared with. */
import type { Command } from './command.js';
import { stepsOf } from './selection.js';
import type { Session } from './session.js';
import { whyReadOnly } from './subject.js';
import { stepInHand, type View } from './view.js';

export const viewing: readonly Command[] = [
  {
    id: 'follow',
    title: 'Follow the cursor',
    says: 'Whether the picture moves to the step that the cursor comes to.',
    keys: ['o'],
    on: ['flow'],
    group: 'view',
    why: withPicture,
    run: toggleFollow,
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
    id: 'fitSelection',
    title: 'Fit what is selected',
    says: null,
    keys: ['1'],
    on: ['steps'],
    group: 'view',
    why: view => (stepsOf(view.selection).length > 0 ? null : undefined),
    run: session => session.lens?.fit(stepsOf(session.store.getState().selection)),
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
    id: 'wrap',
    title: 'Draw long flows in columns, or in one',
    says: 'Where only one line goes on, a long flow goes on beside itself, so that all of it is seen larger.',
    keys: ['D'],
    on: ['flow'],
    group: 'view',
    why: withPicture,
    run: toggleWrap,
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
    id: 'newFlow',
    title: 'New flow',
    says: 'Writes a flow with its first step behind what the file holds, or into a new file.',
    keys: [],
    on: ['flow'],
    group: 'view',
    why: whyNoNewFlow,
    run: session => session.host.send({ type: 'newFlow' }),
  },
  {
    id: 'compare',
    title: 'Compare with…',
    says: 'Shows what has changed since a commit, on a branch, or since a run.',
    keys: ['g'],
    on: ['flow'],
    group: 'view',
    why: view => (view.snapshot?.subject.kind === 'flow' ? null : undefined),
    run: session => session.host.send({ type: 'compare', with: 'something' }),
  },
  {
    id: 'compareNoMore',
    title: 'Compare no more',
    says: null,
    keys: [],
    on: ['flow'],
    group: 'view',
    why: isCompared,
    run: session => session.host.send({ type: 'compare', with: 'nothing' }),
  },
  {
    id: 'showChange',
    title: 'Show what has changed in the code',
    says: null,
    keys: ['h'],
    on: ['flow', 'step'],
    group: 'go',
    why: isCompared,
    run: session => session.host.send({ type: 'showChange', step: stepInHand(session.store.getState()) }),
  },
  {
    id: 'export',
    title: 'Save or copy as a picture…',
    says: 'As SVG, PNG or Mermaid, in the colours of the theme or on white.',
    keys: ['x'],
    on: ['flow'],
    group: 'view',
    why: view => (view.picture && view.picture.graph.steps.length > 0 ? null : undefined),
    run: session => session.store.setState({ sheet: { kind: 'export' } }),
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

export function withPicture(view: View): null | undefined {
  return view.picture ? null : undefined;
}

function isCompared({ snapshot }: View): null | undefined {
  return snapshot?.changes ? null : undefined;
}

function toggleFollow(session: Session): void {
  const follow = !session.store.getState().preferences.follow;
  session.prefer({ follow });
  session.announce(follow ? 'Follows the cursor of the code.' : 'Stays where it is.');
}

function toggleWrap(session: Session): void {
  const wraps = !session.store.getState().preferences.wraps;
  session.prefer({ wraps });
  session.announce(wraps ? 'Long flows are drawn in columns.' : 'Flows are drawn in one column.');
}

function whyNoNewFlow({ snapshot }: View): string | null | undefined {
  const subject = snapshot?.subject;
  if (subject?.kind === 'empty') return subject.canBegin ? null : undefined;
  return subject?.kind === 'flow' ? whyReadOnly(snapshot ?? null) : undefined;
}
