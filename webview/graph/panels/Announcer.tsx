/** Says to a screen reader what one sees change. */
import { useEffect, useRef } from 'react';
import { askedWords, stateWords } from '../../shared/progress.js';
import { describeStep } from '../state/describe.js';
import { edgeById, edgeTitle } from '../state/edges.js';
import { foldKind, foldNote, foldTitle, overlaysIn } from '../state/fold-words.js';
import { foldSelected } from '../state/folds.js';
import { partOf } from '../state/part.js';
import type { Region } from '../state/regions.js';
import { headOf } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import { problemsOf, problemsOfStep, stepOf } from '../state/subject.js';
import type { Picture, View } from '../state/view.js';

export function Announcer() {
  const session = useSession();
  const selection = useView(view => view.selection);
  const status = useView(view => view.snapshot?.run?.status ?? null);
  const asked = useView(view => view.snapshot?.standing?.asked ?? null);
  const announcement = useView(view => view.announcement);
  const picture = useView(view => view.picture);
  const drawn = useRef(picture);

  useEffect(() => {
    if (selection) session.announce(describeSelection(session.store.getState()));
  }, [session, selection]);
  useEffect(() => {
    const before = drawn.current;
    drawn.current = picture;
    if (!before || !picture || before.place !== picture.place) return;
    const opened = [...before.shown.folds.values()].filter(region => !has(picture, region));
    const folded = [...picture.shown.folds.values()].filter(region => !has(before, region));
    const [one] = folded.length > 0 ? folded : opened;
    if (!one) return;
    const done = folded.length > 0 ? 'Folded' : 'Opened';
    const many = Math.max(folded.length, opened.length);
    const what = many > 1 ? `${many} parts` : `${foldKind(one, picture.graph)}, ${one.steps.length} steps`;
    session.announce(`${done}: ${what}. ${describeSelection(session.store.getState())}`.trim());
  }, [session, picture]);
  useEffect(() => {
    if (status) session.announce(`Run: ${stateWords[status].toLowerCase()}.`);
  }, [session, status]);
  useEffect(() => {
    if (asked === 'cancel') session.announce(`${askedWords.cancel} press again to end it now`);
    else if (asked === 'end') session.announce(askedWords.end);
  }, [session, asked]);

  return (
    <div className="unseen" role="status" aria-live="polite">
      {announcement}
    </div>
  );
}

function has({ shown }: Picture, { head, kind, step }: Region): boolean {
  const drawn = shown.folds.get(head);
  return drawn?.kind === kind && drawn.step === step;
}

function describeSelection({ selection, picture, snapshot }: View): string {
  if (!selection || !picture) return '';
  if (selection.kind === 'edge') {
    const edge = edgeById(picture.graph, selection.edge);
    return edge ? `Edge from ${edgeTitle(edge)}` : '';
  }
  const region = foldSelected(picture.shown, selection);
  if (region) {
    const { shown } = picture;
    const next = shown.graph.edges.flatMap(({ from, to }) => (from === region.head ? [to] : []));
    const onward = next.length > 0 ? `. Goes to ${[...new Set(next)].join(', ')}.` : '.';
    const note = foldNote(region, overlaysIn(region, snapshot?.run?.steps));
    return `${foldTitle(region)}, folded: ${foldKind(region, picture.graph)}, ${note}${onward}`;
  }
  if (selection.kind === 'steps')
    return `${selection.steps.length} steps selected, ${headOf(selection)} last.`;
  const step = stepOf(picture.graph, selection.step);
  if (!step) return '';
  const overlay = snapshot?.run?.steps[step.name];
  const next = picture.graph.edges.filter(edge => edge.from === step.name).map(edge => edge.to);
  const onward = next.length > 0 ? `. Goes to ${next.join(', ')}.` : '.';
  const problems = problemsOfStep(problemsOf(snapshot), step.name);
  return describeStep(step, overlay, problems, partOf(snapshot, step.name)) + onward;
}
