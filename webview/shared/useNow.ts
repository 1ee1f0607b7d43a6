import { useSyncExternalStore } from 'react';

/** One clock for the whole view, which runs only while somebody looks at it. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const still = () => () => undefined;

/** The time, each second anew while `ticking`. */
export function useNow(ticking: boolean): number {
  return useSyncExternalStore(ticking ? listen : still, () => now);
}
