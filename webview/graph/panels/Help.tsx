/** What the signs mean and which keys there are. */

import { kindIcons, kindWords, stateIcons } from '../../shared/icons.js';
import { stateWords } from '../../shared/progress.js';
import type { Command } from '../state/command.js';
import { commands } from '../state/commands.js';
import { useSession } from '../state/session.js';
import { shownKey } from './keys.js';
import { Sheet } from './Sheet.js';

const kindNotes = {
  start: 'A run begins here',
  linear: 'Goes on to one step',
  split: 'Goes on to several at once',
  fanout: 'Runs the next for each item',
  condition: 'Goes one way or another',
  join: 'Waits for every branch',
  terminal: 'A run ends here',
} as const;

const walking: readonly (readonly [string, string])[] = [
  ['← ↑ ↓ →', 'Walk along the edges'],
  ['Space', 'Show the step in the code'],
  ['Home End', 'First or last step'],
  ['Shift+↓ Shift+Click', 'Select several steps'],
  ['Shift+Drag', 'Select what a box touches'],
  ['Shift+F10', 'Menu'],
  ['Esc', 'Leave, clear'],
  [shownKey('Mod+z'), 'Undo, in the code'],
  [shownKey('Mod+s'), 'Save the code'],
];

/** What is called alike, for a step, several, or an edge, is done by the same key. */
const withKeys: readonly Command[] = commands.filter(
  ({ keys, title }, place) =>
    keys.length > 0 && commands.findIndex(other => other.title === title && other.keys.length > 0) === place,
);

export function Help() {
  const session = useSession();
  const leave = () => {
    session.store.setState({ sheet: null });
    session.lens?.focus();
  };
  return (
    <Sheet label="Keyboard shortcuts and signs" title="Keyboard" leavingKeys={['?']} onLeave={leave}>
      <dl className="help-keys">
        {[
          ...walking,
          ...withKeys.map(
            ({ keys, title }) => [keys.map(shownKey).join('  '), title.replace('…', '')] as const,
          ),
        ].map(([keys, title]) => (
          <div key={title} className="help-key">
            <dt>{title}</dt>
            <dd>
              {keys
                .split(/\s+/)
                .filter(Boolean)
                .map(key => (
                  <kbd key={key}>{key}</kbd>
                ))}
            </dd>
          </div>
        ))}
      </dl>
      <h2>Steps</h2>
      <ul className="help-signs">
        {Object.entries(kindNotes).map(([kind, note]) => (
          <li key={kind} data-kind={kind}>
            <span className="help-kind">{kindIcons[kind as keyof typeof kindNotes]}</span>
            <span>
              <b>{kindWords[kind as keyof typeof kindNotes]}</b> {note}
            </span>
          </li>
        ))}
      </ul>
      <h2>In a run</h2>
      <ul className="help-states">
        {Object.entries(stateIcons).map(([state, icon]) => (
          <li key={state} data-state={state}>
            {icon}
            <span>{stateWords[state as keyof typeof stateIcons]}</span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
