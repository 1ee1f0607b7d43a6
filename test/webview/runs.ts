/** Runs as the run view is told of them. */
import type { StepOverlay } from '../../runtime/model/overlay.js';
import type { TaskRow } from '../../runtime/model/task-page.js';
import type { OutputLine, RunSnapshot, StepLine } from '../../webview/run/protocol.js';

export const began = 1_770_000_000_000;
export const runId = '20260314t150927535-k3x9a1bc';

export function taskRow(task: string, changes: Partial<TaskRow> = {}): TaskRow {
  const [startedAt, endedAt] = [changes.startedAt ?? began, changes.endedAt ?? began + 400];
  return {
    task,
    state: 'done',
    queuedAt: began,
    startedAt,
    endedAt,
    time: endedAt - startedAt,
    attempts: [{ attempt: 0, startedAt, endedAt, failed: false }],
    item: null,
    message: null,
    ...changes,
  };
}

export function stepLine(
  name: string,
  overlay: Partial<StepOverlay> = {},
  changes: Partial<StepLine> = {},
): StepLine {
  const whole: StepOverlay = {
    status: 'done',
    counts: { done: 1 },
    total: 1,
    reused: 0,
    retries: 0,
    next: {},
    startedAt: began,
    endedAt: began + 400,
    times: null,
    failure: null,
    ...overlay,
  };
  return { name, overlay: whole, queuedAt: began, task: taskRow('0'), ...changes };
}

export function runSnapshot(changes: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    run: {
      id: runId,
      flow: 'TrainFlow',
      status: 'done',
      mode: 'run',
      startedAt: began,
      endedAt: began + 2_000,
      parameters: ['holdout 0.3'],
      tags: [],
      error: null,
      asked: null,
    },
    runs: [{ id: runId, status: 'done', startedAt: began, about: '' }],
    steps: [
      stepLine('start'),
      stepLine('train', { total: 250, counts: { done: 249, failed: 1 }, status: 'failed' }, { task: null }),
      stepLine('end'),
    ],
    selected: { step: null, task: null, attempt: null },
    isFollowing: true,
    now: began + 2_000,
    ...changes,
  };
}

export function outputLine(index: number, changes: Partial<OutputLine> = {}): OutputLine {
  return {
    at: began + index,
    stream: 'out',
    step: 'train',
    task: String(index % 250),
    attempt: 0,
    text: `line ${index}`,
    more: 0,
    places: [],
    ...changes,
  };
}
