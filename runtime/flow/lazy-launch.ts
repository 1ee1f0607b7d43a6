import type { RunEvent } from '../model/event.js';
import type { FinishedRun, LiveRun } from './launch.js';

/** A run whose launcher is still being loaded. */
export function launchLazily(load: () => Promise<LiveRun<object>>): LiveRun<object> {
  const loaded = load();
  const result: Promise<FinishedRun<object>> = loaded.then(run => run.result);
  const id = loaded.then(run => run.id);
  // The result tells what went wrong; these two must not do so a second time.
  id.catch(() => undefined);
  return {
    id,
    result,
    async *events(): AsyncIterable<RunEvent> {
      yield* (await loaded).events();
    },
    async cancel() {
      await (await loaded).cancel();
    },
  };
}
