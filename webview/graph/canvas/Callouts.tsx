/** Small windows that stand beside a node or an edge and follow it as the canvas moves. */
import { useViewport } from '@xyflow/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Site } from '../../../runtime/model/edits.js';
import { icons, severityIcons } from '../../shared/icons.js';
import { stillAsked } from '../state/asking.js';
import { waitingFor } from '../state/describe.js';
import { type Selection, selectionOf, stepsOf } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import type { Asking, PendingEdit, Picture } from '../state/view.js';
import { AskForm } from './AskForm.js';
import { around, type Point } from './layout/geometry.js';
import { middleOf } from './layout/path.js';

export function Callouts({ picture }: { picture: Picture }) {
  const mode = useView(view => view.mode);
  const refusal = useView(view => view.refusal);
  const pending = useView(view => view.pending[0]);
  // The finder stands in its place, and says the same.
  const finding = useView(view => view.sheet?.kind === 'find');
  return (
    <>
      {mode.kind === 'form' && (
        <Callout at={placeOf(picture, mode.asking.site)}>
          <AskForm key={formKey(mode.asking)} asking={mode.asking} />
        </Callout>
      )}
      {mode.kind === 'aim' && !finding && <AimHint asking={mode.asking} to={mode.to} />}
      {pending && <PendingNote key={pending.id} picture={picture} pending={pending} />}
      {refusal && (
        <Callout at={refusal.at && placeOfSelection(picture, refusal.at)}>
          <RefusalNote reason={refusal.reason} />
        </Callout>
      )}
    </>
  );
}

/** Under a point of the canvas; without one, at the foot of it. */
function Callout({ at, children }: { at: Point | null; children: ReactNode }) {
  const { x, y, zoom } = useViewport();
  if (!at) return <div className="callout callout-foot">{children}</div>;
  const place = {
    left: `clamp(var(--callout-half), ${at.x * zoom + x}px, calc(100% - var(--callout-half)))`,
    top: `clamp(8px, ${at.y * zoom + y + 12}px, calc(100% - var(--callout-tall)))`,
  };
  return (
    <div className="callout nodrag nopan" style={place}>
      {children}
    </div>
  );
}

/** What is asked for is another form, whatever was typed in the last. */
function formKey({ edit, site }: Asking): string {
  return JSON.stringify([edit, site]);
}

function AimHint({ asking, to }: { asking: Asking; to: string | null }) {
  const session = useSession();
  const [asked] = stillAsked(asking, session);
  if (!asked) return null;
  return (
    <div className="callout callout-head connect-hint">
      <span>
        {asked.label}{' '}
        {to === null ? 'a step: type its name, click it, or choose it with the arrow keys' : <b>{to}</b>}
      </span>
      {to !== null && <kbd>Enter</kbd>}
      <button type="button" className="button quiet" onClick={() => session.settle()}>
        Cancel <kbd>Esc</kbd>
      </button>
    </div>
  );
}

/** An edit that is made sooner than this, in milliseconds, needs no word about what it waits for. */
const unremarkable = 700;

function PendingNote({ picture, pending: { edit, site } }: { picture: Picture; pending: PendingEdit }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), unremarkable);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <Callout at={placeOf(picture, site)}>
      <div className="pending-note" role="status">
        {waitingFor(edit)}
      </div>
    </Callout>
  );
}

const readingTime = 12_000;

function RefusalNote({ reason }: { reason: string }) {
  const session = useSession();
  useEffect(() => {
    const timer = setTimeout(() => session.store.setState({ refusal: null }), readingTime);
    return () => clearTimeout(timer);
  }, [session]);
  return (
    <div className="refusal" role="alert">
      <span className="refusal-icon">{severityIcons.error}</span>
      <span className="refusal-reason">{reason}</span>
      <button
        type="button"
        className="icon-button"
        aria-label="Close this message"
        onClick={() => session.store.setState({ refusal: null })}
      >
        {icons.close}
      </button>
    </div>
  );
}

function placeOf(picture: Picture, site: Site): Point | null {
  const at = selectionOf(site, picture.graph);
  return at && placeOfSelection(picture, at);
}

function placeOfSelection({ layout, shown }: Picture, thing: Selection): Point | null {
  if (thing.kind === 'edge') {
    const route = layout.routes.get(thing.edge);
    return route ? middleOf(route.points) : null;
  }
  const box = around(stepsOf(thing).flatMap(step => layout.steps.get(shown.nodeOf(step)) ?? []));
  return box && { x: box.x + box.width / 2, y: box.y + box.height };
}
