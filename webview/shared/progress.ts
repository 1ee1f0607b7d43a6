/** What a step's part in a run looks like: one state, a few words, and a bar for many tasks. */
import { durationText } from '../../runtime/model/duration-text.js';
import type { StepOverlay } from '../../runtime/model/overlay.js';
import type { RunStatus, TaskStatus } from '../../runtime/model/run.js';
import { takenText } from '../../runtime/model/task-times.js';
import { count, elapsed } from './time.js';

/** `reused` when every task was taken over from another run. */
export type StepState = TaskStatus | 'reused';

export function stepState(overlay: StepOverlay): StepState {
  return overlay.total > 0 && overlay.reused === overlay.total ? 'reused' : overlay.status;
}

export const stateWords: Readonly<Record<StepState | RunStatus, string>> = {
  queued: 'Queued',
  running: 'Running',
  retrying: 'Retrying',
  done: 'Done',
  failed: 'Failed',
  caught: 'Caught',
  cancelled: 'Cancelled',
  lost: 'Lost',
  reused: 'Reused',
};

/** Of a run that goes on and has been asked to stop, once or again. */
export const askedWords = { cancel: 'Cancelling …', end: 'Ending it now …' } as const;

/** What the node says: one word for one task, `312 / 1,000 · 2 failed` for many. */
export function stateText(overlay: StepOverlay): string {
  const state = stepState(overlay);
  if (overlay.total <= 1) {
    return overlay.retries > 0 && state !== 'retrying'
      ? `${stateWords[state]} · ${count(overlay.retries + 1)} attempts`
      : stateWords[state];
  }
  const notable = (['failed', 'caught', 'lost', 'cancelled', 'retrying'] as const)
    .filter(status => overlay.counts[status])
    .map(status => `${count(overlay.counts[status] ?? 0)} ${status}`);
  const reused = overlay.reused > 0 ? [`${count(overlay.reused)} reused`] : [];
  return [`${count(finished(overlay))} / ${count(overlay.total)}`, ...notable, ...reused].join(' · ');
}

/** Tasks after which the run can go on. */
function finished(overlay: StepOverlay): number {
  return (overlay.counts.done ?? 0) + (overlay.counts.caught ?? 0);
}

export interface Segment {
  readonly state: StepState;
  /** Of the whole, between 0 and 1. */
  readonly share: number;
}

/** In the order in which they stand in the bar: what is good first, what is open last (not drawn). */
export function segments(overlay: StepOverlay): readonly Segment[] {
  if (overlay.total === 0) return [];
  const done = overlay.counts.done ?? 0;
  const reused = Math.min(overlay.reused, done);
  const amounts: readonly (readonly [StepState, number])[] = [
    ['reused', reused],
    ['done', done - reused],
    ['caught', overlay.counts.caught ?? 0],
    ['failed', overlay.counts.failed ?? 0],
    ['lost', overlay.counts.lost ?? 0],
    ['cancelled', overlay.counts.cancelled ?? 0],
    ['retrying', overlay.counts.retrying ?? 0],
    ['running', overlay.counts.running ?? 0],
  ];
  return amounts
    .filter(([, amount]) => amount > 0)
    .map(([state, amount]) => ({ state, share: amount / overlay.total }));
}

/** Null when nothing of the step has started in this run, and when nobody knows how long it took. */
export function stepTime(overlay: StepOverlay, now: number): number | null {
  if (overlay.startedAt === null || stepState(overlay) === 'reused') return null;
  if (overlay.endedAt !== null) return overlay.endedAt - overlay.startedAt;
  return isLive(overlay) ? now - overlay.startedAt : null;
}

/** What stands for a step's time, and all that is known of it; null when nothing is. */
export function timeWords(
  overlay: StepOverlay,
  now: number,
): { readonly text: string; readonly title: string | null } | null {
  const { times, total } = overlay;
  const whole = stepTime(overlay, now);
  const span = whole === null ? null : isLive(overlay) ? elapsed(whole) : durationText(whole);
  if (times === null) return span === null ? null : { text: span, title: total > 1 ? 'So far' : null };
  const lines = [
    `One task takes ${durationText(times.median)} (median)`,
    `the slowest ${durationText(times.slowest)} (task ${times.slowestTask})`,
    ...(span === null ? [] : [isLive(overlay) ? `${span} so far for all` : `${span} for all`]),
  ];
  return { text: takenText(times.median, total), title: `${lines.join(', ')}.` };
}

/** Time goes on for it. A lost step never ended, but nobody works on it either. */
export function isLive(overlay: StepOverlay): boolean {
  const working =
    overlay.status === 'running' || overlay.status === 'retrying' || overlay.status === 'queued';
  return working && overlay.startedAt !== null && overlay.endedAt === null;
}
