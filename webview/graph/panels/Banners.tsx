/** What one must know about the picture as a whole: it is old, it is of the past, or nothing may run. */

import { icons, severityIcons } from '../../shared/icons.js';
import { changesInWords } from '../state/changes.js';
import { useSession, useView } from '../state/session.js';

export function Banners() {
  const session = useSession();
  const snapshot = useView(view => view.snapshot);
  const subject = snapshot?.subject;
  const standing = snapshot?.standing;
  if (!snapshot || !subject || subject.kind === 'empty') return null;
  return (
    <>
      {subject.kind === 'pastRun' && (
        <div className="banner" data-tone="note" role="status">
          {icons.history}
          <span className="banner-text">
            {snapshot.run ? `The run of ${new Date(snapshot.run.startedAt).toLocaleString()}` : 'A past run'},
            with the flow as it was then. Read-only.
          </span>
          <button
            type="button"
            className="button quiet"
            onClick={() => session.host.send({ type: 'dismissRun' })}
          >
            Back to the flow
          </button>
        </div>
      )}
      {subject.kind === 'flow' && standing && standing.changed !== 'nothing' && (
        <div className="banner" data-tone="note" role="status">
          {icons.history}
          <span className="banner-text" title={goneWords(standing.gone)}>
            The code has changed since this run.
          </span>
          {standing.changed === 'graph' && (
            <button
              type="button"
              className="button quiet"
              title="Draw the run on the graph that the flow had then"
              onClick={() => session.host.send({ type: 'showRunGraph' })}
            >
              Graph of then
            </button>
          )}
        </div>
      )}
      {snapshot.changes && (
        <div className="banner" data-tone="note" role="status">
          {icons.history}
          <span className="banner-text">
            Compared with {snapshot.changes.against}: {changesInWords(snapshot.changes)}.
          </span>
          <button
            type="button"
            className="button quiet"
            title="Show what has changed in the code (H)"
            onClick={() => session.host.send({ type: 'showChange', step: null })}
          >
            In the code
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Compare no more"
            title="Compare no more"
            onClick={() => session.host.send({ type: 'compare', with: 'nothing' })}
          >
            {icons.close}
          </button>
        </div>
      )}
      {subject.kind === 'flow' && subject.broken !== null && (
        <div className="banner" data-tone="warning" role="status">
          {severityIcons.warning}
          <span className="banner-text" title={subject.broken}>
            Showing the last graph that could be read: {subject.broken}
          </span>
        </div>
      )}
      {subject.kind === 'flow' && subject.broken === null && subject.readOnly !== null && (
        <div className="banner" data-tone="note" role="status">
          {icons.lock}
          <span className="banner-text">{subject.readOnly}</span>
        </div>
      )}
      {!snapshot.canRun && (
        <div className="banner" data-tone="note" role="status">
          {icons.lock}
          <span className="banner-text">Restricted mode: trust this workspace to run its flows.</span>
        </div>
      )}
    </>
  );
}

function goneWords(gone: readonly string[]): string | undefined {
  return gone.length === 0 ? undefined : `In the run, not in the code any more: ${gone.join(', ')}`;
}
