/** Finds a step by name, and is the outline of a flow too large to see at once. */
import { useEffect, useRef, useState } from 'react';
import { choose as chooseStep, stillAsked } from '../state/asking.js';
import { findSteps } from '../state/find.js';
import { stepState } from '../state/progress.js';
import { useSession, useView } from '../state/session.js';
import { icons, kindIcons, stateIcons } from './icons.js';

const most = 100;

export function Finder({ typed }: { typed: string }) {
  const session = useSession();
  const steps = useView(view => view.picture?.graph.steps) ?? [];
  const run = useView(view => view.snapshot?.run ?? null);
  const asking = useView(view => (view.mode.kind === 'aim' ? view.mode.asking : null));
  const asked = asking ? stillAsked(asking, session)[0] : undefined;
  const [query, setQuery] = useState(typed);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = findSteps(steps, query);
  const shown = found.slice(0, most);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const leave = () => {
    session.store.setState({ sheet: null });
    session.lens?.focus();
  };
  const choose = (step: string | undefined) => {
    if (step === undefined) return;
    leave();
    if (asked) {
      chooseStep(session, step);
      return;
    }
    session.select({ kind: 'step', step });
    session.lens?.show(step);
  };

  return (
    <div
      className="finder"
      role="dialog"
      aria-label={asked ? asked.label : 'Find a step'}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) session.store.setState({ sheet: null });
      }}
    >
      <div className="finder-line">
        {icons.find}
        {asked && <span className="finder-from">{asked.label}</span>}
        <input
          ref={input => input?.focus({ preventScroll: true })}
          className="finder-input"
          value={query}
          placeholder={asked ? asked.hint : `Find in ${steps.length} steps`}
          spellCheck={false}
          autoComplete="off"
          role="combobox"
          aria-expanded="true"
          aria-controls="found-steps"
          aria-activedescendant={shown[at] ? `found-${shown[at].name}` : undefined}
          onChange={event => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter') choose(shown[at]?.name);
            else if (event.key === 'Escape') leave();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </div>
      {shown.length === 0 ? (
        <div className="finder-none">No step fits “{query}”.</div>
      ) : (
        <div ref={list} id="found-steps" className="finder-list" role="listbox">
          {shown.map((step, index) => {
            const overlay = run?.steps[step.name];
            const state = overlay && stepState(overlay);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the whole list.
              <div
                key={step.name}
                id={`found-${step.name}`}
                className="finder-item"
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                data-kind={step.kind}
                onMouseDown={event => event.preventDefault()}
                onMouseMove={() => setAt(index)}
                onClick={() => choose(step.name)}
              >
                <span className="finder-kind">{kindIcons[step.kind]}</span>
                <span className="finder-name">{step.name}</span>
                <span className="finder-doc">{step.doc}</span>
                {state && (
                  <span className="finder-state" data-state={state}>
                    {stateIcons[state]}
                  </span>
                )}
              </div>
            );
          })}
        </div>
      )}
      {found.length > most && (
        <div className="finder-none">{found.length - most} more: type on to narrow them down.</div>
      )}
    </div>
  );
}
