import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Command } from '../state/command.js';
import { edgeById, edgeTitle } from '../state/edges.js';
import { commandsOn, perform } from '../state/perform.js';
import type { Selection } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';

import { shownKey } from './keys.js';

/** The context menu of a step, an edge or the canvas. */
export function Menu({ x, y, target }: { x: number; y: number; target: Selection | null }) {
  const session = useSession();
  const view = useView(each => each);
  const menu = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: x, top: y });
  const items = commandsOn(view, target);

  const leave = () => {
    session.store.setState({ sheet: null });
    session.lens?.focus();
  };

  useLayoutEffect(() => {
    const box = menu.current?.getBoundingClientRect();
    if (!box) return;
    setPlace({
      left: Math.max(4, Math.min(x, window.innerWidth - box.width - 4)),
      top: Math.max(4, Math.min(y, window.innerHeight - box.height - 4)),
    });
    menu.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true });
  }, [x, y]);
  useEffect(() => {
    const close = (event: Event) => {
      if (event.type === 'blur' || !menu.current?.contains(event.target as Node))
        session.store.setState({ sheet: null });
    };
    window.addEventListener('pointerdown', close, true);
    window.addEventListener('blur', close);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      window.removeEventListener('blur', close);
    };
  }, [session]);

  const step = (by: number) => {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + by + all.length) % all.length]?.focus();
  };
  const choose = (command: Command) => {
    leave();
    perform(session, command);
  };

  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={titleOf(target, view.picture)}
      style={place}
      onContextMenu={event => event.preventDefault()}
      onKeyDown={event => {
        if (event.key === 'ArrowDown') step(1);
        else if (event.key === 'ArrowUp') step(-1);
        else if (event.key === 'Home') menu.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
        else if (event.key === 'Escape' || event.key === 'Tab') leave();
        else if (event.key !== 'Enter' && event.key !== ' ') return;
        else (document.activeElement as HTMLElement | null)?.click();
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div className="menu-title">{titleOf(target, view.picture)}</div>
      {items.map((command, index) => {
        const why = command.why(view);
        const parted = index > 0 && items[index - 1]?.group !== command.group;
        return (
          <div key={command.id} data-parted={parted} className="menu-place">
            <button
              type="button"
              className="menu-item"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={why !== null}
              title={why ?? undefined}
              onMouseEnter={event => event.currentTarget.focus()}
              onClick={() => choose(command)}
            >
              <span>{command.title}</span>
              {command.keys[0] && <kbd>{shownKey(command.keys[0])}</kbd>}
            </button>
          </div>
        );
      })}
    </div>
  );
}

function titleOf(
  target: Selection | null,
  picture: { graph: Parameters<typeof edgeById>[0] } | null,
): string {
  if (target === null) return 'Graph';
  if (target.kind === 'step') return target.step;
  if (target.kind === 'steps') return `${target.steps.length} steps`;
  const edge = picture && edgeById(picture.graph, target.edge);
  return edge ? edgeTitle(edge) : 'Edge';
}
