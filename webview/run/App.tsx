import { type PointerEvent, useRef } from 'react';
import { Failure } from './Failure.js';
import { Head } from './Head.js';
import { Output } from './Output.js';
import { useSession, useView } from './state.js';
import { Waterfall } from './Waterfall.js';

export function App() {
  const isBorn = useView(view => view.snapshot !== null);
  const run = useView(view => view.snapshot?.run ?? null);
  if (!isBorn) return null;
  if (run === null)
    return (
      <div className="blank">
        <h1>No run yet</h1>
        <p>Run a flow: what it does, and what it prints, is seen here.</p>
      </div>
    );
  return (
    <div className="run">
      <Head run={run} />
      {run.error && <Failure error={run.error} status={run.status} />}
      <Body />
    </div>
  );
}

/** Time on the left, words on the right; one above the other where there is little room. */
function Body() {
  const session = useSession();
  const share = useView(view => view.share);
  const body = useRef<HTMLDivElement>(null);
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = body.current?.getBoundingClientRect();
    if (box) session.divide((event.clientX - box.left) / box.width);
  };
  return (
    <div ref={body} className="body" style={{ '--share': `${share * 100}%` } as React.CSSProperties}>
      <Waterfall />
      {/* biome-ignore lint/a11y/useSemanticElements: a rule between two parts that can be moved. */}
      <div
        className="divider"
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label="Width of the waterfall"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={15}
        aria-valuemax={80}
        onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={event => {
          if (event.key === 'ArrowLeft') session.divide(share - 0.05);
          else if (event.key === 'ArrowRight') session.divide(share + 0.05);
        }}
      />
      <Output />
    </div>
  );
}
