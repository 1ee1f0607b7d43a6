import { useEffect, useRef, useState } from 'react';
import type { Range } from './axis.js';
import { useView } from './state.js';

/** While a run goes on its bars grow this often, in milliseconds. */
const pace = 100;

/** From the beginning of the run to its end, or to now while it goes on; by the host's clock, from which its times are. */
export function useWholeRange(): { readonly whole: Range; readonly now: number } {
  const run = useView(view => view.snapshot?.run ?? null);
  const told = useView(view => view.snapshot?.now ?? 0);
  const isLive = run !== null && run.endedAt === null;
  /** How far the host's clock is ahead of the page's. */
  const ahead = useRef(0);
  ahead.current = told - receivedAt(told);
  const [tick, setTick] = useState(() => Date.now());
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setTick(Date.now()), pace);
    return () => clearInterval(timer);
  }, [isLive]);
  const now = isLive ? Math.max(told, tick + ahead.current) : (run?.endedAt ?? told);
  const from = run?.startedAt ?? now - 1;
  // A little more, so that what has just begun can be seen.
  const to = Math.max(from + 1, run?.endedAt ?? now);
  return { whole: { from, to }, now };
}

let last = { told: 0, at: 0 };

function receivedAt(told: number): number {
  if (last.told !== told) last = { told, at: Date.now() };
  return last.at;
}
