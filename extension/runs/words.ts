import * as vscode from 'vscode';
import type { RunStatus, TaskStatus } from '../../runtime/model/run.js';
import type { Asked } from './run-follower.js';

const looks: Readonly<Record<RunStatus | TaskStatus, { readonly icon: string; readonly color?: string }>> = {
  queued: { icon: 'circle-outline' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  retrying: { icon: 'sync', color: 'charts.yellow' },
  done: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  caught: { icon: 'warning', color: 'charts.yellow' },
  cancelled: { icon: 'circle-slash', color: 'testing.iconSkipped' },
  lost: { icon: 'debug-disconnect', color: 'charts.orange' },
};

export function statusIcon(status: RunStatus | TaskStatus): vscode.ThemeIcon {
  const { icon, color } = looks[status];
  return color === undefined
    ? new vscode.ThemeIcon(icon)
    : new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** Of a run that has been asked to stop, once or again. */
export const askedWords: Readonly<Record<NonNullable<Asked>, string>> = {
  cancel: 'cancelling … press again to end it now',
  end: 'ending it now …',
};

/** `just now`, `5 min ago`, `today 14:03`, `14 Mar 14:03`. */
export function timeWords(at: number, now: number = Date.now()): string {
  const ago = now - at;
  if (ago < 60_000) return 'just now';
  if (ago < 3_600_000) return `${Math.floor(ago / 60_000)} min ago`;
  const date = new Date(at);
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  const sameDay = date.toDateString() === new Date(now).toDateString();
  return sameDay
    ? `today ${time}`
    : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })} ${time}`;
}
