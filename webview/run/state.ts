/** The run view while it lives. What is selected and what there is are the host's; here is only how it is looked at. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FindText } from '../../runtime/model/find-text.js';
import type { Range } from './axis.js';
import type { RunHost } from './host.js';
import type { Found, OutputPlace, OutputState, RunSnapshot, Selected } from './protocol.js';

export interface RunView {
  readonly snapshot: RunSnapshot | null;
  readonly output: OutputState | null;
  /** Steps whose tasks are listed. */
  readonly opened: ReadonlySet<string>;
  /** The stretch of time that is looked at; null for all of it. */
  readonly range: Range | null;
  /** How much of the width the waterfall takes, between 0 and 1. */
  readonly share: number;
  /** Null while nothing is looked for. */
  readonly found: Found | null;
}

export interface RunSession {
  readonly store: StoreApi<RunView>;
  readonly host: RunHost;
  select(selected: Selected): void;
  /** Looks for something in what is shown; null for nothing more. */
  find(place: OutputPlace, wanted: FindText | null): void;
  open(step: string, isOpen: boolean): void;
  look(range: Range | null): void;
  divide(share: number): void;
}

interface Remembered {
  readonly opened: readonly string[];
  readonly share: number;
}

export function openSession(host: RunHost): RunSession {
  const { opened, share } = rememberedFrom(host.saved());
  const store = createStore<RunView>(() => ({
    snapshot: null,
    output: null,
    opened: new Set(opened),
    range: null,
    share,
    found: null,
  }));
  const save = () => {
    const now = store.getState();
    host.save({ opened: [...now.opened], share: now.share } satisfies Remembered);
  };
  host.listen(message => {
    if (message.type === 'output') {
      const { place } = message.state;
      if (isShown(store.getState().snapshot, place)) store.setState({ output: message.state });
      return;
    }
    if (message.type === 'found') {
      if (message.found.id === lastFind) store.setState({ found: message.found });
      return;
    }
    const { snapshot: next } = message;
    store.setState(({ snapshot, output, range }) => ({
      snapshot: next,
      // Another run has other times.
      range: snapshot?.run?.id === next.run?.id ? range : null,
      output: output && isShown(next, output.place) ? output : null,
    }));
  });
  let lastFind = 0;
  return {
    store,
    host,
    find(place, wanted) {
      const id = ++lastFind;
      if (wanted === null || wanted.text === '') {
        store.setState({ found: null });
        host.send({ type: 'findNoMore' });
      } else host.send({ type: 'find', id, place, wanted });
    },
    select: selected => host.send({ type: 'select', selected }),
    open(step, isOpen) {
      store.setState(({ opened }) => {
        const next = new Set(opened);
        if (isOpen) next.add(step);
        else next.delete(step);
        return { opened: next };
      });
      save();
    },
    look: range => store.setState({ range }),
    divide(share) {
      store.setState({ share: Math.min(0.8, Math.max(0.15, share)) });
      save();
    },
  };
}

function isShown(snapshot: RunSnapshot | null, { run, step, task, attempt }: OutputPlace): boolean {
  const selected = snapshot?.selected;
  return (
    snapshot?.run?.id === run &&
    selected?.step === step &&
    selected.task === task &&
    selected.attempt === attempt
  );
}

function rememberedFrom(saved: unknown): Remembered {
  const { opened, share }: { opened?: unknown; share?: unknown } =
    typeof saved === 'object' && saved !== null ? saved : {};
  return {
    opened: Array.isArray(opened) ? opened.filter(each => typeof each === 'string') : [],
    share: typeof share === 'number' && share >= 0.15 && share <= 0.8 ? share : 0.45,
  };
}

const Session = createContext<RunSession | null>(null);
export const SessionProvider = Session.Provider;

export function useSession(): RunSession {
  const session = useContext(Session);
  if (!session) throw new Error('There is no session around this.');
  return session;
}

export function useView<T>(select: (view: RunView) => T): T {
  return useStore(useSession().store, select);
}
