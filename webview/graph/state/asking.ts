/** From the wish to make an edit to the edit: what it needs is asked for, one thing after another. */
import { editFrom } from '../../../runtime/model/edit.js';
import { type Ask, type EditDeclaration, editById, type Site } from '../../../runtime/model/edits.js';
import { selectionOf } from './selection.js';
import type { Session } from './session.js';
import { writtenGraph } from './subject.js';
import { type Asking, idle } from './view.js';

/** What has not been answered yet. */
export function stillAsked({ edit, site, answers }: Asking, session: Session): readonly Ask[] {
  const { picture, snapshot } = session.store.getState();
  if (!picture) return [];
  const graph = writtenGraph(snapshot) ?? picture.graph;
  return editById(edit)
    .asks(site, graph, answers)
    .filter(({ field }) => answers[field] === undefined);
}

/** Begins an edit where it is to be made: asks for what it needs, or makes it. */
export function begin(session: Session, { id, inPlace }: EditDeclaration, site: Site): void {
  if (inPlace && site.kind === 'step') {
    session.lens?.show(site.step);
    session.store.setState({ mode: { kind: 'rename', step: site.step } });
    return;
  }
  goOn(session, { edit: id, site, answers: {} });
}

/** Asks for the next thing; makes the edit when nothing more is needed. */
export function goOn(session: Session, asking: Asking): void {
  const [next] = stillAsked(asking, session);
  const { picture } = session.store.getState();
  if (!next) make(session, asking);
  else if (next.by === 'step') {
    session.store.setState({ mode: { kind: 'aim', asking, to: null } });
    session.announce(`${next.label}: choose a step with the arrow keys, then press Enter.`);
  } else {
    const at = selectionOf(asking.site, picture?.graph ?? null);
    if (at?.kind === 'step') session.lens?.show(at.step);
    session.store.setState({ mode: { kind: 'form', asking } });
  }
}

/** Makes the edit with what was written down, the last that is asked for. What was left empty is left out where it may be. */
export function fill(session: Session, asking: Asking, answers: Readonly<Record<string, string>>): void {
  const optional = new Set(
    stillAsked(asking, session)
      .filter(ask => ask.optional)
      .map(({ field }) => field),
  );
  const said = Object.entries(answers).filter(([field, value]) => value !== '' || !optional.has(field));
  make(session, { ...asking, answers: { ...asking.answers, ...Object.fromEntries(said) } });
}

/** Takes the step aimed at, or another, for the one that was asked for. @returns whether one was being asked for */
export function choose(session: Session, target?: string): boolean {
  const { mode } = session.store.getState();
  if (mode.kind !== 'aim') return false;
  const to = target ?? mode.to;
  const [asked] = stillAsked(mode.asking, session);
  if (to === null || !asked) session.announce('Choose a step with the arrow keys first.');
  else goOn(session, { ...mode.asking, answers: { ...mode.asking.answers, [asked.field]: to } });
  return true;
}

function make(session: Session, { edit: id, site, answers }: Asking): void {
  session.store.setState({ mode: idle });
  const { kind, given } = editById(id);
  const edit = editFrom({ kind, ...given(site), ...answers });
  if (edit) void session.edit(edit, site);
  else session.announce('That can’t be made as it was answered.');
}
