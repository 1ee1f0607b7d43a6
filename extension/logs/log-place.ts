import { isRunId } from '../../runtime/model/names.js';
import type { LogPlace } from '../../server/protocol.js';

/** Longer names are no step's and no task's. */
const longestName = 1_000;

/** The log that the query of a `stepwell-log:` address names; null when it names none. Anybody can make such an address. */
export function logPlaceFrom(query: string): LogPlace | null {
  let place: unknown;
  try {
    place = JSON.parse(query);
  } catch {
    return null;
  }
  if (typeof place !== 'object' || place === null) return null;
  const { run, step, task }: { run?: unknown; step?: unknown; task?: unknown } = place;
  if (typeof run !== 'string' || !isRunId(run)) return null;
  if (step === undefined) return task === undefined ? { run } : null;
  if (!isName(step)) return null;
  if (task === undefined) return { run, step };
  return isName(task) ? { run, step, task } : null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestName;
}
