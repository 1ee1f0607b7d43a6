import type { ArtifactRef } from '../../runtime/model/artifact.js';
import { Refusal } from '../../runtime/model/refusal.js';
import type { Run } from '../../runtime/model/run.js';
import { Objects } from '../../runtime/store/objects.js';
import { shownValue } from '../../runtime/store/shown-value.js';
import { load } from '../../runtime/store/value.js';
import type { StoredRun } from './history.js';

/** Values of more bytes than this are not loaded only to show their beginning. */
const mostBytes = 256 * 1024;
const mostCharacters = 200;

/** What an artifact held when a run ended, on one line; null when no task left it a value. */
export function lastValueText(
  { store, run }: Pick<StoredRun, 'store' | 'run'>,
  artifact: string,
): string | null {
  const ref = lastReference(run, artifact);
  if (ref === null) return null;
  if (ref.size > mostBytes) return `${ref.type}, ${(ref.size / 1_000_000).toFixed(1)} MB`;
  let value: unknown;
  try {
    value = load(new Objects(store), ref);
  } catch (error) {
    if (error instanceof Refusal) return `${ref.type}, which can't be shown: ${error.message}`;
    throw error;
  }
  const text = shownValue(value, {
    depth: 2,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 6,
    maxStringLength: 80,
  });
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}

/** As the task that ended last among those that have it left it. */
function lastReference(run: Run, artifact: string): ArtifactRef | null {
  let last: { at: number; ref: ArtifactRef } | null = null;
  for (const step of run.steps.values()) {
    for (const { after, endedAt } of step.tasks.values()) {
      const ref = after.set[artifact];
      if (ref === undefined || endedAt === null) continue;
      if (last === null || endedAt >= last.at) last = { at: endedAt, ref };
    }
  }
  return last?.ref ?? null;
}
