/** What stands in a row of the waterfall, as stretches of time: pure, so that it is tried without a page. */
import type { TaskRow } from '../../runtime/model/task-page.js';
import { type StepState, stepState } from '../shared/progress.js';
import { placeOf, type Range } from './axis.js';
import type { StepLine } from './protocol.js';

export interface Bar {
  /** Waiting for its turn, working, or trying in vain. */
  readonly kind: 'waiting' | 'working' | 'tried';
  readonly from: number;
  readonly to: number;
  /** It goes on. */
  readonly isOpen: boolean;
  /** Which attempt, where there were several; zero for the first. */
  readonly attempt: number | null;
}

/** @param now where nobody knows yet how long it takes */
export function barsOfTask(task: TaskRow, now: number): readonly Bar[] {
  if (task.state === 'reused') return [];
  const { attempts, queuedAt, startedAt } = task;
  const isOver = task.endedAt !== null;
  const bars: Bar[] = [];
  const begun = attempts[0]?.startedAt ?? startedAt;
  if (begun === null || begun > queuedAt) {
    const to = begun ?? task.endedAt ?? now;
    bars.push({ kind: 'waiting', from: queuedAt, to, isOpen: begun === null && !isOver, attempt: null });
  }
  for (const [index, { attempt, startedAt, endedAt, failed }] of attempts.entries()) {
    const to = endedAt ?? task.endedAt ?? now;
    const isLast = index === attempts.length - 1;
    bars.push({
      kind: failed && !isLast ? 'tried' : 'working',
      from: startedAt,
      to,
      isOpen: endedAt === null && !isOver,
      attempt: attempts.length > 1 ? attempt : null,
    });
    const next = attempts[index + 1];
    if (next && next.startedAt > to)
      bars.push({ kind: 'waiting', from: to, to: next.startedAt, isOpen: false, attempt: null });
  }
  return bars;
}

/** Of a step with several tasks: from the first that came up to the last that ended. */
export function barsOfStep({ task, overlay, queuedAt }: StepLine, now: number): readonly Bar[] {
  if (task) return barsOfTask(task, now);
  if (stepState(overlay) === 'reused') return [];
  const { startedAt, endedAt } = overlay;
  const isOpen = endedAt === null && isLive(overlay.status);
  const waiting: Bar = {
    kind: 'waiting',
    from: queuedAt,
    to: startedAt ?? now,
    isOpen: false,
    attempt: null,
  };
  if (startedAt === null) return [{ ...waiting, isOpen: isLive(overlay.status) }];
  const working: Bar = {
    kind: 'working',
    from: startedAt,
    to: endedAt ?? now,
    isOpen,
    attempt: null,
  };
  return startedAt > queuedAt ? [waiting, working] : [working];
}

export function isLive(status: StepState): boolean {
  return status === 'queued' || status === 'running' || status === 'retrying';
}

export interface Span {
  /** Per cent of the width. */
  readonly left: number;
  readonly width: number;
}

/** Where a bar is drawn; null where it is out of sight. */
export function spanOf({ from, to }: Bar, range: Range): Span | null {
  const [left, right] = [Math.max(0, placeOf(from, range)), Math.min(1, placeOf(to, range))];
  return left > 1 || right < 0 || right < left ? null : { left: left * 100, width: (right - left) * 100 };
}
