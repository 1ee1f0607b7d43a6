/** The flow's name, its run, and what can be started. */

import { icons } from '../../shared/icons.js';
import { commandById } from '../state/commands.js';
import { perform } from '../state/perform.js';
import { useSession, useView } from '../state/session.js';
import { whyNotRunnable } from '../state/subject.js';
import { RunState } from './RunState.js';

export function Toolbar() {
  const session = useSession();
  const snapshot = useView(view => view.snapshot);
  const direction = useView(view => view.preferences.direction);
  const inspector = useView(view => view.preferences.inspector);
  const subject = snapshot?.subject;
  if (!snapshot || !subject || subject.kind === 'empty') return null;

  const run = snapshot.run;
  const running = run?.status === 'running';
  const asked = snapshot.standing?.asked ?? null;
  const why = whyNotRunnable(snapshot);
  const resumable =
    run !== null && (run.status === 'failed' || run.status === 'cancelled' || run.status === 'lost');

  return (
    <header className="toolbar" role="toolbar" aria-label="Flow">
      <div className="toolbar-title">
        {subject.kind === 'flow' && subject.flows.length > 1 ? (
          <span className="picker">
            <select
              aria-label="Flow in this file"
              value={subject.graph.flow}
              onChange={event => session.host.send({ type: 'pickFlow', flow: event.target.value })}
            >
              {subject.flows.map(flow => (
                <option key={flow}>{flow}</option>
              ))}
            </select>
            {icons.chevron}
          </span>
        ) : (
          <h1 className="flow-name" title={subject.graph.doc || subject.graph.flow}>
            {subject.graph.flow}
          </h1>
        )}
        <span className="file-name" title={subject.fileName}>
          {subject.fileName}
        </span>
      </div>
      {run && <RunState run={run} dismissable={subject.kind === 'flow'} />}
      <div className="toolbar-actions">
        {running ? (
          <button
            type="button"
            className="button"
            aria-disabled={asked === 'end'}
            onClick={() => asked !== 'end' && session.host.send({ type: 'cancel' })}
            title={asked === null ? 'Cancel the run' : 'Press again to end it now'}
          >
            {icons.stop}
            <span className="wide-only">Cancel</span>
          </button>
        ) : (
          <>
            {resumable && (
              <button
                type="button"
                className="button"
                aria-disabled={!snapshot.canRun}
                title={snapshot.canRun ? 'Take over what is done and run the rest' : (why ?? '')}
                onClick={() => snapshot.canRun && session.host.send({ type: 'resume' })}
              >
                {icons.resume}
                <span className="wide-only">Resume</span>
              </button>
            )}
            {subject.kind === 'flow' && (
              <button
                type="button"
                className="button primary"
                aria-disabled={why !== null}
                title={why ?? `Run ${subject.graph.flow}`}
                onClick={() => {
                  if (why === null) session.host.send({ type: 'run' });
                  else session.store.setState({ refusal: { reason: why, at: null } });
                }}
              >
                {icons.run}
                <span className="wide-only">Run</span>
              </button>
            )}
          </>
        )}
        <span className="toolbar-gap" />
        <Tool id="find" label="Find a step (/)" roomy>
          {icons.find}
        </Tool>
        <Tool
          id="direction"
          roomy
          label={direction === 'DOWN' ? 'Draw the flow to the right (D)' : 'Draw the flow downwards (D)'}
        >
          {direction === 'DOWN' ? icons.right : icons.down}
        </Tool>
        <Tool id="inspector" label="Details (I)" pressed={inspector}>
          {icons.inspector}
        </Tool>
      </div>
    </header>
  );
}

interface ToolProps {
  readonly id: Parameters<typeof commandById>[0];
  readonly label: string;
  readonly pressed?: boolean;
  /** It may go where there is little room. */
  readonly roomy?: boolean;
  readonly children: React.ReactNode;
}

export function Tool({ id, label, pressed, roomy = false, children }: ToolProps) {
  const session = useSession();
  return (
    <button
      type="button"
      className={roomy ? 'icon-button roomy-only' : 'icon-button'}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={() => perform(session, commandById(id))}
    >
      {children}
    </button>
  );
}
