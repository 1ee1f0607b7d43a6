/** Says to a screen reader what one sees change. */
import { useEffect } from 'react';
import { describeStep } from '../state/describe.js';
import { edgeById, edgeTitle } from '../state/edges.js';
import { partOf } from '../state/part.js';
import { askedWords, stateWords } from '../state/progress.js';
import { headOf } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import { problemsOf, problemsOfStep, stepOf } from '../state/subject.js';
import type { View } from '../state/view.js';

export function Announcer() {
  const session = useSession();
  const selection = useView(view => view.selection);
  const status = useView(view => view.snapshot?.run?.status ?? null);
  const asked = useView(view => view.snapshot?.standing?.asked ?? null);
  const announcement = useView(view => view.announcement);

  useEffect(() => {
    if (selection) session.announce(describeSelection(session.store.getState()));
  }, [session, selection]);
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

function describeSelection({ selection, picture, snapshot }: View): string {
  if (!selection || !picture) return '';
  if (selection.kind === 'edge') {
    const edge = edgeById(picture.graph, selection.edge);
    return edge ? `Edge from ${edgeTitle(edge)}` : '';
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
