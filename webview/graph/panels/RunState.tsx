import { durationText } from '../../../runtime/model/duration-text.js';
import type { RunOverlay } from '../../../runtime/model/overlay.js';
import { icons, stateIcons } from '../../shared/icons.js';
import { askedWords, stateWords } from '../../shared/progress.js';
import { elapsed } from '../../shared/time.js';
import { useNow } from '../../shared/useNow.js';
import { useSession, useView } from '../state/session.js';

const modes = { run: '', resume: 'Resumed · ', step: 'One step · ' } as const;

/** How the run that is shown stands, and for how long it has gone or went. */
export function RunState({ run, dismissable }: { run: RunOverlay; dismissable: boolean }) {
  const session = useSession();
  const asked = useView(view => view.snapshot?.standing?.asked ?? null);
  const live = run.status === 'running';
  const now = useNow(live);
  const time =
    run.endedAt === null
      ? live
        ? elapsed(now - run.startedAt)
        : null
      : durationText(run.endedAt - run.startedAt);
  return (
    <div className="run-state" data-state={run.status} title={run.error?.message ?? `Run ${run.id}`}>
      {stateIcons[run.status]}
      <span className="run-words">
        {asked === null ? (
          <>
            <span className="wide-only">{modes[run.mode]}</span>
            {stateWords[run.status]}
          </>
        ) : (
          <>
            {askedWords[asked]}
            {asked === 'cancel' && <span className="wide-only"> press again to end it now</span>}
          </>
        )}
      </span>
      {time !== null && asked === null && <span className="run-time">{time}</span>}
      {dismissable && !live && (
        <button
          type="button"
          className="icon-button small"
          aria-label="Stop showing this run"
          title="Stop showing this run"
          onClick={() => session.host.send({ type: 'dismissRun' })}
        >
          {icons.close}
        </button>
      )}
    </div>
  );
}
