/** Everything that can be done to what is selected, and to the flow, to be found by typing. */
import { type CSSProperties, useState } from 'react';
import type { Point } from '../canvas/layout/geometry.js';
import { wireEnds } from '../state/commands.js';
import { found } from '../state/find.js';
import { commandsNow, perform } from '../state/perform.js';
import type { Selection } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import { Chooser } from './Chooser.js';
import { shownKey } from './keys.js';

export function Palette({ wire }: { wire: Point | null }) {
  const session = useSession();
  const view = useView(each => each);
  const [query, setQuery] = useState('');
  const all = commandsNow(view).filter(({ id }) => (wire ? wireEnds.includes(id) : id !== 'palette'));
  const shown = found(
    all,
    query,
    ({ title }) => title,
    ({ says }) => says ?? '',
  );

  const close = () => session.store.setState({ sheet: null });
  const leave = () => {
    close();
    session.lens?.focus();
  };
  return (
    <Chooser
      className={wire ? 'palette palette-wire' : 'palette'}
      style={wire ? placeBeside(wire) : undefined}
      label={wire ? 'What the wire leads to' : 'What can be done here'}
      about={aboutOf(view.selection)}
      hint={wire ? 'Leads to' : 'What to do'}
      query={query}
      onQuery={setQuery}
      things={shown}
      idOf={({ id }) => id}
      isOff={command => (command.why(view) ?? null) !== null}
      show={command => (
        <>
          <span className="palette-title">{command.title}</span>
          <span className="palette-says">{command.why(view) ?? command.says}</span>
          {command.keys[0] && <kbd>{shownKey(command.keys[0])}</kbd>}
        </>
      )}
      none={`Nothing that can be done here is called “${query}”.`}
      more={null}
      onChoose={command => {
        leave();
        perform(session, command);
      }}
      onLeave={leave}
      onLost={close}
    />
  );
}

function aboutOf(selection: Selection | null): string | null {
  if (selection?.kind === 'steps') return `${selection.steps.length} steps`;
  return selection?.kind === 'step' ? selection.step : null;
}

/** In sight whole, wherever the wire was let go of. */
function placeBeside({ x, y }: Point): CSSProperties {
  return {
    left: `clamp(12px, ${x}px, calc(100% - 412px))`,
    top: `clamp(12px, ${y}px, calc(100% - 180px))`,
  };
}
