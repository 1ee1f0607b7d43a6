/** Finds a step by name, and is the outline of a flow too large to see at once. */
import { useState } from 'react';
import { kindIcons, stateIcons } from '../../shared/icons.js';
import { stepState } from '../../shared/progress.js';
import { choose as chooseStep, stillAsked } from '../state/asking.js';
import { askable, findSteps } from '../state/find-steps.js';
import { uncover } from '../state/folding.js';
import { selectionOfSteps } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import { Chooser } from './Chooser.js';

const most = 100;
const mostOffers = 16;

export function Finder({ typed }: { typed: string }) {
  const session = useSession();
  const steps = useView(view => view.picture?.graph.steps) ?? [];
  const snapshot = useView(view => view.snapshot);
  const run = snapshot?.run ?? null;
  const asking = useView(view => (view.mode.kind === 'aim' ? view.mode.asking : null));
  const asked = asking ? stillAsked(asking, session)[0] : undefined;
  const [query, setQuery] = useState(typed);
  const found = findSteps(steps, query, snapshot);
  const offers = askable(steps, query, snapshot);

  const close = () => session.store.setState({ sheet: null });
  const leave = () => {
    close();
    session.lens?.focus();
  };
  return (
    <Chooser
      label={asked ? asked.label : 'Find a step'}
      about={asked ? asked.label : null}
      hint={asked ? asked.hint : `Find in ${steps.length} steps`}
      query={query}
      onQuery={setQuery}
      things={found.slice(0, most)}
      idOf={({ name }) => name}
      kindOf={({ kind }) => kind}
      show={step => {
        const overlay = run?.steps[step.name];
        const state = overlay && stepState(overlay);
        return (
          <>
            <span className="finder-kind">{kindIcons[step.kind]}</span>
            <span className="finder-name">{step.name}</span>
            <span className="finder-doc">{step.doc}</span>
            {state && (
              <span className="finder-state" data-state={state}>
                {stateIcons[state]}
              </span>
            )}
          </>
        );
      }}
      none={`No step fits “${query}”.`}
      offers={offers.slice(0, mostOffers)}
      onOffer={offer => setQuery(query.replace(/\S*$/, offer.endsWith(':') ? offer : `${offer} `))}
      more={found.length > most ? `${found.length - most} more: type on to narrow them down.` : null}
      onChoose={({ name: step }) => {
        leave();
        if (asked) {
          chooseStep(session, step);
          return;
        }
        session.select({ kind: 'step', step });
        session.lens?.show(step);
      }}
      onChooseAll={
        asked
          ? undefined
          : () => {
              leave();
              const names = found.map(({ name }) => name);
              uncover(session, names);
              session.select(selectionOfSteps(names));
              session.lens?.fit(names);
            }
      }
      onLeave={leave}
      onLost={close}
    />
  );
}
