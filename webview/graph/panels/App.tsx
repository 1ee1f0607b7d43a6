import { useEffect } from 'react';
import { Canvas } from '../canvas/Canvas.js';
import { pressed } from '../canvas/keyboard.js';
import { type Session, useSession, useView } from '../state/session.js';
import { Announcer } from './Announcer.js';
import { Banners } from './Banners.js';
import { Empty } from './Empty.js';
import { Export } from './Export.js';
import { Finder } from './Finder.js';
import { Help } from './Help.js';
import { Inspector } from './Inspector.js';
import { Menu } from './Menu.js';
import { Palette } from './Palette.js';
import { Problems } from './Problems.js';
import { Tasks } from './Tasks.js';
import { Toolbar } from './Toolbar.js';
import { ViewControls } from './ViewControls.js';

export function App() {
  const session = useSession();
  const subject = useView(view => view.snapshot?.subject ?? null);
  const picture = useView(view => view.picture);
  const sheet = useView(view => view.sheet);
  const inspector = useView(view => view.preferences.inspector);
  useKeyboard(session);

  if (!subject) return <div className="blank" aria-busy="true" />;
  if (subject.kind === 'empty')
    return <Empty message={subject.message} begin={subject.canBegin ? 'newFlow' : null} />;
  return (
    <div className="app">
      <Toolbar />
      <Banners />
      <div className="stage">
        <div className="stage-main">
          {picture && picture.graph.steps.length > 0 && <Canvas picture={picture} />}
          {picture && picture.graph.steps.length === 0 && (
            <Empty message={`${picture.graph.flow} has no steps yet.`} begin="addFirst" />
          )}
          {picture && <ViewControls />}
          {sheet?.kind === 'find' && <Finder typed={sheet.query} />}
          {sheet?.kind === 'tasks' && <Tasks key={sheet.step} step={sheet.step} />}
          {sheet?.kind === 'palette' && <Palette wire={sheet.wire} />}
        </div>
        {inspector && picture && <Inspector />}
      </div>
      <Problems />
      {sheet?.kind === 'menu' && <Menu x={sheet.x} y={sheet.y} target={sheet.target} />}
      {sheet?.kind === 'help' && <Help />}
      {sheet?.kind === 'export' && picture && <Export picture={picture} />}
      <Announcer />
    </div>
  );
}

/**
 * Keys are heard on the whole page, because a webview that VS Code has just focused has nothing focused inside.
 * What a key means to the canvas goes no further; everything else reaches the editor, which owns undo.
 */
function useKeyboard(session: Session): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      if (isField(event.target)) {
        // Its own undo and its own selecting, and not the editor's: that one comes back later, and would select what has been typed since.
        if (mod && /^[azy]$/i.test(event.key)) event.stopPropagation();
        return;
      }
      const key = { key: event.key, mod, shift: event.shiftKey, alt: event.altKey };
      if (!meantForCanvas(event, mod) || !pressed(session, key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [session]);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function meantForCanvas(event: KeyboardEvent, mod: boolean): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest('select, [role="menu"], [role="dialog"]')) return false;
  if (target === document.body || target.closest('.canvas')) return true;
  return event.key === 'Escape' || event.key === '/' || event.key === '?' || mod;
}
