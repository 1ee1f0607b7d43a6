/** Says whose way through the flow is shown, and ends that. */
import { icons } from '../../shared/icons.js';
import { wayOf } from '../state/flowing.js';
import { useSession, useView } from '../state/session.js';
import { allDataOf } from '../state/subject.js';

export function LitArtifact() {
  const session = useSession();
  const artifact = useView(view => view.artifact);
  const way = useView(({ artifact: lit, snapshot }) => lit && wayOf(lit, allDataOf(snapshot)));
  if (artifact === null) return null;
  return (
    <div className="callout callout-head lit">
      <span className="lit-way">{way}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={`Show the way of ${artifact} no longer`}
        title="Close (Esc)"
        onClick={() => {
          session.light(null);
          session.lens?.focus();
        }}
      >
        {icons.close}
      </button>
    </div>
  );
}
