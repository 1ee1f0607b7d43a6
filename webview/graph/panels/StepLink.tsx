/** Leads to a step of the graph. */
import { useSession } from '../state/session.js';

export function StepLink({ step }: { step: string }) {
  const session = useSession();
  return (
    <button
      type="button"
      className="link"
      title={`Select ${step}`}
      onClick={() => {
        session.select({ kind: 'step', step });
        session.lens?.show(step);
      }}
    >
      {step}
    </button>
  );
}
