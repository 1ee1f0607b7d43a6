import { useLayoutEffect, useRef, useState } from 'react';
import { whyNotName } from '../state/describe.js';
import { useSession } from '../state/session.js';
import { idle } from '../state/view.js';

/** The name of a step while it is being changed, in its place. */
export function RenameField({ step }: { step: string }) {
  const session = useSession();
  const [name, setName] = useState(step);
  const field = useRef<HTMLInputElement>(null);
  const taken = session.store.getState().picture?.graph.steps.map(each => each.name) ?? [];
  const why = name === step ? null : whyNotName(name, taken);

  // As soon as it is there: a hand that types on loses no letter to a selection that comes late.
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  const leave = () => {
    session.store.setState({ mode: idle });
    session.lens?.focus();
  };
  const commit = () => {
    if (why !== null) return;
    leave();
    if (name !== step) void session.edit({ kind: 'renameStep', step, name }, { kind: 'step', step });
  };

  return (
    <span className="rename nodrag nopan">
      <input
        ref={field}
        className="rename-input"
        value={name}
        spellCheck={false}
        aria-label={`New name for ${step}`}
        aria-invalid={why !== null}
        onChange={event => setName(event.target.value.trim())}
        onBlur={leave}
        onClick={event => event.stopPropagation()}
        onDoubleClick={event => event.stopPropagation()}
        onKeyDown={event => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') commit();
          else leave();
        }}
      />
      {why !== null && (
        <span className="rename-why" role="alert">
          {why}
        </span>
      )}
    </span>
  );
}
