import { stateIcons } from '../shared/icons.js';
import type { RunHead } from './protocol.js';
import { useSession, useView } from './state.js';

/** Why the run failed, and the way to what its task printed. */
export function Failure({
  error,
  status,
}: {
  error: NonNullable<RunHead['error']>;
  status: RunHead['status'];
}) {
  const session = useSession();
  const { step, task, message } = error;
  const isOneOfSeveral = useView(view =>
    (view.snapshot?.steps ?? []).some(({ name, task }) => name === step && task === null),
  );
  const where = step === null ? null : task === null || !isOneOfSeveral ? step : `${step}/${task}`;
  return (
    <div className="failure" role="alert" data-state={status}>
      <span className="row-icon">{stateIcons.failed}</span>
      {where !== null && (
        <button
          type="button"
          className="link"
          title="Shows what it printed"
          onClick={() => session.select({ step, task, attempt: null })}
        >
          {where}
        </button>
      )}
      <span className="failure-message" title={message}>
        {message}
      </span>
    </div>
  );
}
