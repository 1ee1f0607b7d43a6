/** A node's second line: what the step is for, or, when a run is shown, how it went. */
import type { Step } from '../../../runtime/model/graph.js';
import type { StepOverlay } from '../../../runtime/model/overlay.js';
import { icons, kindWords, stateIcons } from '../../shared/icons.js';
import { isLive, stateText, stepState, timeWords } from '../../shared/progress.js';
import { useNow } from '../../shared/useNow.js';
import { optionBadges } from '../state/describe.js';
import { listTasks, openLog } from '../state/looking.js';
import { partOf, partReasons, partWords } from '../state/part.js';
import { useSession, useView } from '../state/session.js';

export function StepNote({ step, overlay }: { step: Step; overlay: StepOverlay | undefined }) {
  const part = useView(view => partOf(view.snapshot, step.name));
  if (overlay) return <StateNote step={step.name} overlay={overlay} />;
  const words = partWords[part];
  if (words !== null) {
    return (
      <div className="step-note">
        <span className="step-doc" title={partReasons[part] ?? undefined}>
          {words}
        </span>
      </div>
    );
  }
  return (
    <div className="step-note">
      <span className="step-doc" title={step.doc}>
        {firstLine(step.doc) || kindWords[step.kind]}
      </span>
      {optionBadges(step.options).map(badge => (
        <span key={badge.icon} className="step-option" title={badge.title}>
          {icons[badge.icon]}
          {badge.text}
        </span>
      ))}
    </div>
  );
}

function StateNote({ step, overlay }: { step: string; overlay: StepOverlay }) {
  const session = useSession();
  const live = isLive(overlay);
  const now = useNow(live);
  const state = stepState(overlay);
  const time = timeWords(overlay, now);
  return (
    <div className="step-note" data-state={state}>
      <span className="step-state" title={overlay.failure?.message}>
        {stateIcons[state]}
        {overlay.total > 1 ? (
          <button
            type="button"
            className="step-words step-many nodrag"
            tabIndex={-1}
            title={`List the tasks of ${step} (K)`}
            onClick={event => {
              event.stopPropagation();
              listTasks(session, step);
            }}
          >
            {stateText(overlay)}
          </button>
        ) : (
          <span className="step-words">{stateText(overlay)}</span>
        )}
      </span>
      {overlay.failure ? (
        <button
          type="button"
          className="step-log nodrag"
          tabIndex={-1}
          title={`Open the log of ${step} at the failing line (L)`}
          onClick={event => {
            event.stopPropagation();
            openLog(session, step);
          }}
        >
          {icons.log}
          Log
        </button>
      ) : (
        time !== null && (
          <span className="step-time" title={time.title ?? undefined}>
            {time.text}
          </span>
        )
      )}
    </div>
  );
}

function firstLine(doc: string): string {
  return doc.split('\n', 1)[0] ?? '';
}
