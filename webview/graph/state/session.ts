/** The view while it lives: its state, its host, and what can be done with both. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { changesNothing, type GraphEdit } from '../../../runtime/model/edit.js';
import type { Site } from '../../../runtime/model/edits.js';
import type { Host } from '../host.js';
import type { ShownFlow, ViewSubject } from '../protocol.js';
import { wayOf } from './flowing.js';
import { performFromEditor } from './perform.js';
import { type Selection, selectionOf } from './selection.js';
import { allDataOf, stepOf, whyReadOnly } from './subject.js';
import {
  cameWith,
  type Expected,
  idle,
  newView,
  type Placement,
  type Preferences,
  type Remembered,
  readPlaces,
  received,
  selected,
  type View,
} from './view.js';

/** What only the canvas can do. It registers itself when it is there. */
export interface Lens {
  /** The whole flow, or some of its steps. */
  fit(steps?: readonly string[]): void;
  zoom(by: number): void;
  /** Brings a step into sight, moving as little as possible. */
  show(step: string): void;
  focus(): void;
}

export interface Session {
  readonly store: StoreApi<View>;
  readonly host: Host;
  lens: Lens | null;
  select(selection: Selection | null): void;
  /** Shows the way of an artifact through the flow, or no longer. */
  light(artifact: string | null): void;
  /** Has the host make an edit. @returns whether it was made */
  edit(edit: GraphEdit, site: Site): Promise<boolean>;
  prefer(change: Partial<Preferences>): void;
  /** Where the canvas stood when this place was last left. */
  placement(place: string): Placement | undefined;
  remember(place: string, lens: Placement): void;
  announce(text: string): void;
  /** Back to plain looking: leaves modes, sheets and messages. */
  settle(): void;
}

export function openSession(host: Host): Session {
  const store = createStore<View>(() => newView(host.saved()));
  let lastEdit = 0;
  let places = readPlaces(host.saved());
  let shown: ShownFlow | null = null;
  const session: Session = {
    store,
    host,
    lens: null,
    select(selection) {
      store.setState(view => selected(view, selection));
    },
    light(artifact) {
      const { snapshot } = store.getState();
      store.setState({ artifact });
      if (artifact !== null) session.announce(wayOf(artifact, allDataOf(snapshot)));
    },
    async edit(edit, site) {
      const { snapshot, picture } = store.getState();
      const at = selectionOf(site, picture?.graph ?? null);
      const why = changesNothing(edit.kind) ? null : whyReadOnly(snapshot);
      if (why !== null || snapshot?.subject.kind !== 'flow')
        return refuse(why ?? 'There is no flow to change.', at);
      const id = ++lastEdit;
      const before = picture?.graph.steps.map(({ name }) => name) ?? [];
      store.setState(view => ({ pending: [...view.pending, { id, edit, site }], refusal: null }));
      const reply = await host.edit(snapshot.subject, edit);
      store.setState(view => ({ pending: view.pending.filter(pending => pending.id !== id) }));
      if (!reply.ok) return refuse(reply.reason, at);
      if (edit.kind === 'copyStep') session.announce(`${edit.step} is on the clipboard.`);
      if (edit.kind === 'copySteps') session.announce(`${edit.steps.length} steps are on the clipboard.`);
      // What was copied stays selected, all of it.
      if (changesNothing(edit.kind)) return true;
      const brings = edit.kind === 'pasteSteps' || edit.kind === 'duplicateSteps';
      if (reply.step !== null) expect({ step: reply.step, beside: brings ? before : null });
      return true;
    },
    prefer(change) {
      store.setState(view => ({ preferences: { ...view.preferences, ...change } }));
      save();
    },
    placement: place => places.find(each => each.place === place)?.lens,
    remember(place, lens) {
      places = [...places.filter(each => each.place !== place), { place, lens }].slice(-20);
      save();
    },
    announce(text) {
      store.setState({ announcement: text });
    },
    settle() {
      store.setState({ mode: idle, sheet: null, refusal: null });
    },
  };
  /** The step that the editor knows to be selected. */
  let told: string | null = null;
  store.subscribe((now, before) => {
    if (now.folds !== before.folds) save();
    if (now.selection === before.selection) return;
    const step = now.selection?.kind === 'step' ? now.selection.step : null;
    if (step === told) return;
    told = step;
    host.send({ type: 'selected', step });
  });
  host.listen(message => {
    if (message.type === 'snapshot') {
      store.setState(view => received(view, message.snapshot));
      keep(message.snapshot.subject);
    } else if (message.type === 'select') {
      const { picture } = store.getState();
      if (!picture || !stepOf(picture.graph, message.step)) return;
      told = message.step;
      session.select({ kind: 'step', step: message.step });
      session.lens?.show(message.step);
    } else performFromEditor(session, message.command);
  });
  return session;

  function save(): void {
    const { preferences, folds } = store.getState();
    host.save({ preferences, shown, places, folds: [...folds] } satisfies Remembered);
  }

  function keep(subject: ViewSubject): void {
    if (subject.kind !== 'flow') return;
    const { uri, graph } = subject;
    if (shown?.uri === uri && shown.flow === graph.flow) return;
    shown = { uri, flow: graph.flow };
    save();
  }

  function refuse(reason: string, at: Selection | null): false {
    store.setState({ refusal: { reason, at }, announcement: reason });
    return false;
  }

  /** The host may answer before or after the snapshot that holds the step. */
  function expect(expected: Expected): void {
    const { picture } = store.getState();
    if (picture && stepOf(picture.graph, expected.step)) session.select(cameWith(expected, picture.graph));
    else store.setState({ expected });
  }
}

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('No session is open around this component.');
  return session;
}

export function useView<T>(select: (view: View) => T): T {
  return useStore(useSession().store, select);
}
