import { overlayOf } from '../../runtime/model/overlay.js';
import { oneLine } from '../../runtime/model/plain-text.js';
import type { Run } from '../../runtime/model/run.js';
import type { RunRow } from '../../runtime/store/run-row.js';
import type { RunChoice, RunHead, RunSnapshot, StepLine } from '../../webview/run/protocol.js';
import { readableRun } from '../graph/shown-text.js';
import type { StoredRun } from '../runs/history.js';
import { rowOf } from '../runs/task-pages.js';
import type { Selection } from '../selection/selection.js';

const longestText = 200;

/** What the run view is told of a run: a line a step, never one a task. */
export function sceneOf(
  stored: StoredRun | null,
  runs: readonly RunRow[],
  { step, task, attempt }: Selection,
  isFollowing: boolean,
  now: number,
): RunSnapshot {
  return {
    run: stored && headOf(stored),
    runs: choicesOf(runs),
    steps: stored === null ? [] : linesOf(stored.run),
    selected: { step, task, attempt },
    isFollowing,
    now,
  };
}

function headOf({ run, asked }: StoredRun): RunHead {
  const { error } = run;
  return {
    id: run.id,
    flow: oneLine(run.flow, longestText),
    status: run.status,
    mode: run.mode,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? (run.status === 'lost' ? run.seenAt : null),
    parameters: parametersOf(run.parameters),
    tags: run.tags.map(tag => oneLine(tag, longestText)),
    error: error && { step: error.step, task: error.task, message: oneLine(error.message, 1_000) },
    asked,
  };
}

function linesOf(run: Run): StepLine[] {
  const { steps } = readableRun(overlayOf(run));
  return [...run.steps.values()].flatMap(({ name, tasks }) => {
    const overlay = steps[name];
    if (overlay === undefined) return [];
    let queuedAt = Number.POSITIVE_INFINITY;
    for (const each of tasks.values()) queuedAt = Math.min(queuedAt, each.queuedAt);
    const [first] = tasks.values();
    return [
      {
        name,
        overlay,
        queuedAt: Number.isFinite(queuedAt) ? queuedAt : run.startedAt,
        task: tasks.size === 1 && first !== undefined ? rowOf(first, null) : null,
      },
    ];
  });
}

/** Parameters in which two runs differ tell them apart; where they are alike the time does. */
function choicesOf(runs: readonly RunRow[]): RunChoice[] {
  const differing = new Set<string>();
  const known = new Map<string, string>();
  for (const { parameters } of runs) {
    for (const [name, value] of Object.entries(parameters)) {
      const text = textOf(value);
      if ((known.get(name) ?? text) !== text) differing.add(name);
      known.set(name, text);
    }
  }
  return runs.map(({ id, status, startedAt, parameters, tags }) => {
    const own = Object.entries(parameters).filter(([name]) => differing.has(name));
    return {
      id,
      status,
      startedAt,
      about: [
        ...parametersOf(Object.fromEntries(own)),
        ...tags.map(tag => `#${oneLine(tag, longestText)}`),
      ].join('  '),
    };
  });
}

function parametersOf(parameters: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(parameters).map(([name, value]) => `${oneLine(name, longestText)} ${textOf(value)}`);
}

function textOf(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)), longestText);
}
