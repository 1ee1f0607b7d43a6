/** Small windows that stand beside a node or an edge and follow it as the canvas moves. */
import { useViewport } from '@xyflow/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { icons, severityIcons } from '../panels/icons.js';
import { waitingFor, whyNotName } from '../state/describe.js';
import { namedEdges } from '../state/edges.js';
import { useSession, useView } from '../state/session.js';
import { idle, type Picture, placeOfEdit, type Selection } from '../state/view.js';
import type { Point } from './layout/geometry.js';
import { middleOf } from './layout/path.js';

export function Callouts({ picture }: { picture: Picture }) {
  const mode = useView(view => view.mode);
  const refusal = useView(view => view.refusal);
  const pending = useView(view => view.pending[0]);
  // The finder stands in its place, and says the same.
  const finding = useView(view => view.sheet?.kind === 'find');
  return (
    <>
      {mode.kind === 'add' && (
        <Callout at={placeOfAdding(picture, mode.after, mode.before)}>
          <NameField key={`${mode.after} ${mode.before}`} after={mode.after} before={mode.before} />
        </Callout>
      )}
      {mode.kind === 'connect' && !finding && (
        <ConnectHint from={mode.from} to={mode.to} instead={mode.instead} />
      )}
      {pending && <PendingNote key={pending.id} picture={picture} edit={pending.edit} />}
      {refusal && (
        <Callout at={refusal.at && placeOf(picture, refusal.at)}>
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
    left: `clamp(140px, ${at.x * zoom + x}px, calc(100% - 140px))`,
    top: `clamp(8px, ${at.y * zoom + y + 12}px, calc(100% - 96px))`,
  };
  return (
    <div className="callout nodrag nopan" style={place}>
      {children}
    </div>
  );
}

function NameField({ after, before }: { after: string; before: string | null }) {
  const session = useSession();
  const [name, setName] = useState('');
  const taken = session.store.getState().picture?.graph.steps.map(step => step.name) ?? [];
  const why = name === '' ? null : whyNotName(name, taken);
  const leave = () => {
    session.store.setState({ mode: idle });
    session.lens?.focus();
  };
  const commit = () => {
    if (why !== null) return;
    leave();
    void session.edit({
      kind: 'addStep',
      after,
      ...(before === null ? {} : { before }),
      ...(name === '' ? {} : { name }),
    });
  };
  return (
    <form
      className="namer"
      onSubmit={event => {
        event.preventDefault();
        commit();
      }}
    >
      <label className="namer-title" htmlFor="new-step">
        {before === null ? `New step after ${after}` : `New step between ${after} and ${before}`}
      </label>
      <div className="namer-line">
        <input
          id="new-step"
          ref={input => input?.focus({ preventScroll: true })}
          className="field"
          value={name}
          placeholder="Name, or Enter for a free one"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={why !== null}
          aria-describedby="new-step-why"
          onChange={event => setName(event.target.value.trim())}
          onKeyDown={event => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            leave();
          }}
        />
        <button type="submit" className="button primary" disabled={why !== null}>
          Add
        </button>
      </div>
      <div id="new-step-why" className="namer-why" role="alert">
        {why}
      </div>
    </form>
  );
}

function ConnectHint({ from, to, instead }: { from: string; to: string | null; instead: string | null }) {
  const session = useSession();
  return (
    <div className="callout callout-head connect-hint" role="status">
      <span>
        {instead === null ? 'Connect ' : 'Have '}
        <b>{from}</b>
        {instead === null ? ' to ' : ` go on, instead of to ${instead}, to `}
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

function PendingNote({ picture, edit }: { picture: Picture; edit: GraphEdit }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), unremarkable);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  const at = placeOfEdit(edit, picture.graph);
  return (
    <Callout at={at && placeOf(picture, at)}>
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

function placeOfAdding(picture: Picture, after: string, before: string | null): Point | null {
  if (before === null) return placeOf(picture, { kind: 'step', step: after });
  const edge = namedEdges(picture.graph).find(({ from, to }) => from === after && to === before);
  return edge ? placeOf(picture, { kind: 'edge', edge: edge.id }) : null;
}

function placeOf({ layout }: Picture, thing: Selection): Point | null {
  if (thing.kind === 'edge') {
    const route = layout.routes.get(thing.edge);
    return route ? middleOf(route.points) : null;
  }
  const box = layout.steps.get(thing.step);
  return box ? { x: box.x + box.width / 2, y: box.y + box.height } : null;
}
