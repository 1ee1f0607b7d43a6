import type { TaskRow } from '../../../runtime/model/task-page.js';
import { type Pages, usePages } from '../../shared/usePages.js';
import { useSession, useView } from '../state/session.js';

/** While a run goes on the list is asked for anew at this pace, in milliseconds. */
const pace = 500;

/** The tasks of a step that fit a query: of the many there may be, those that are looked at. */
export function useTaskRows(step: string, query: string): Pages<TaskRow> {
  const session = useSession();
  const run = useView(view => view.snapshot?.run?.id ?? null);
  // It is another with each change of the step's tasks, and only then.
  const overlay = useView(view => view.snapshot?.run?.steps[step]);
  return usePages(JSON.stringify([run, step, query]), overlay, pace, (from, count) =>
    session.host.tasks({ step, query, from, count }),
  );
}
