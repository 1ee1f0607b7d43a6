/** What part a step has in the run that is drawn over it. */
import type { ViewSnapshot } from '../protocol.js';

export type Part =
  /** No run is drawn. */
  | 'none'
  | 'taken'
  /** The run goes on, and may still come to it. */
  | 'ahead'
  | 'unreached'
  /** The flow that ran had no such step. */
  | 'absent'
  /** It did not run, and nobody knows whether the flow that ran had it. */
  | 'unknown';

export function partOf(snapshot: ViewSnapshot | null, step: string): Part {
  const run = snapshot?.run ?? null;
  if (run === null) return 'none';
  if (Object.hasOwn(run.steps, step)) return 'taken';
  const absent = snapshot?.standing?.absent ?? null;
  if (absent?.includes(step)) return 'absent';
  if (run.status === 'running') return 'ahead';
  return absent === null ? 'unknown' : 'unreached';
}

/** What is said of a step that has not run; nothing while it may still. */
export const partWords: Readonly<Record<Part, string | null>> = {
  none: null,
  taken: null,
  ahead: null,
  unreached: 'Not reached',
  absent: 'Not in this run',
  unknown: 'Did not run',
};

export const partReasons: Readonly<Record<Part, string | null>> = {
  none: null,
  taken: null,
  ahead: null,
  unreached: 'The run ended before it came here.',
  absent:
    'The flow that ran had no such step: it was added or renamed since, or the run was of another step alone.',
  unknown: 'The graph of this run is no longer stored, so nobody knows whether it had this step.',
};
