/** Everything that can be done to what is selected, and to the flow, to be found by typing. */
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { Point } from '../canvas/layout/geometry.js';
import { type Command, wireEnds } from '../state/commands.js';
import { found } from '../state/find.js';
import { commandsNow, perform } from '../state/perform.js';
import { useSession, useView } from '../state/session.js';
import { icons } from './icons.js';
import { shownKey } from './keys.js';

export function Palette({ wire }: { wire: Point | null }) {
  const session = useSession();
  const view = useView(each => each);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const all = commandsNow(view).filter(({ id }) => (wire ? wireEnds.includes(id) : id !== 'palette'));
  const shown = found(
    all,
    query,
    ({ title }) => title,
    ({ says }) => says ?? '',
  );

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const leave = () => {
    session.store.setState({ sheet: null });
    session.lens?.focus();
  };
  const choose = (command: Command | undefined) => {
    if (!command) return;
    leave();
    perform(session, command);
  };
  const about = view.selection?.kind === 'step' ? view.selection.step : null;

  return (
    <div
      className="finder palette"
      data-wire={wire !== null}
      style={wire ? placeBeside(wire) : undefined}
      role="dialog"
      aria-label={wire ? 'What the wire leads to' : 'What can be done here'}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) session.store.setState({ sheet: null });
      }}
    >
      <div className="finder-line">
        {icons.find}
        {about !== null && <span className="finder-from">{about}</span>}
        <input
          ref={input => input?.focus({ preventScroll: true })}
          className="finder-input"
          value={query}
          placeholder={wire ? 'Leads to' : 'What to do'}
          spellCheck={false}
          autoComplete="off"
          role="combobox"
          aria-expanded="true"
          aria-controls="found-commands"
          aria-activedescendant={shown[at] ? `command-${shown[at].id}` : undefined}
          onChange={event => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter') choose(shown[at]);
            else if (event.key === 'Escape') leave();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </div>
      {shown.length === 0 ? (
        <div className="finder-none">Nothing that can be done here is called “{query}”.</div>
      ) : (
        <div ref={list} id="found-commands" className="finder-list" role="listbox">
          {shown.map((command, index) => {
            const why = command.why(view) ?? null;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the whole list.
              <div
                key={command.id}
                id={`command-${command.id}`}
                className="finder-item palette-item"
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                aria-disabled={why !== null}
                onMouseDown={event => event.preventDefault()}
                onMouseMove={() => setAt(index)}
                onClick={() => choose(command)}
              >
                <span className="palette-title">{command.title}</span>
                <span className="palette-says">{why ?? command.says}</span>
                {command.keys[0] && <kbd>{shownKey(command.keys[0])}</kbd>}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** In sight whole, wherever the wire was let go of. */
function placeBeside({ x, y }: Point): CSSProperties {
  return {
    left: `clamp(12px, ${x}px, calc(100% - 412px))`,
    top: `clamp(12px, ${y}px, calc(100% - 180px))`,
  };
}
