import * as vscode from 'vscode';
import type { Run } from '../../runtime/model/run.js';
import type { LogPlace } from '../../server/protocol.js';
import { fileName } from '../text/inert.js';
import { logPlaceFrom } from './log-place.js';

export const logScheme = 'stepwell-log';

/**
 * The document that shows the output of a run, of a step of it, or of one task. Its last part is what a tab shows, and there
 * `0.log` would say nothing.
 */
export function logUri(run: Run, { step, task }: Omit<LogPlace, 'run'>): vscode.Uri {
  const place: LogPlace = {
    run: run.id,
    ...(step === undefined ? {} : { step }),
    ...(step === undefined || task === undefined ? {} : { task }),
  };
  return vscode.Uri.from({
    scheme: logScheme,
    path: `/${run.id}/${fileName(logName(run, place))}.log`,
    query: JSON.stringify(place),
  });
}

function logName(run: Run, { step, task }: LogPlace): string {
  if (step === undefined) return run.flow;
  const alone = task === '0' && run.steps.get(step)?.tasks.size === 1;
  return task === undefined || alone ? step : `${step}-${task}`;
}

/** Null for an address that names no log. */
export function placeOf(uri: vscode.Uri): LogPlace | null {
  return uri.scheme === logScheme ? logPlaceFrom(uri.query) : null;
}
