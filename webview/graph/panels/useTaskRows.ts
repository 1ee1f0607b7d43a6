import { useCallback, useEffect, useRef, useState } from 'react';
import type { TaskPage, TaskRow } from '../protocol.js';
import { useSession, useView } from '../state/session.js';

/** Rows that are asked for together. */
const block = 100;
/** While a run goes on the list is asked for anew at this pace, in milliseconds. */
const pace = 500;

export interface TaskRows {
  /** Null before the first answer. */
  readonly total: number | null;
  readonly found: number;
  /** Null while it is not here yet. */
  row(at: number): TaskRow | null;
  /** Has what stands from one row to another come. */
  want(from: number, to: number): void;
}

interface Known {
  readonly key: string;
  readonly total: number | null;
  readonly found: number;
  readonly blocks: ReadonlyMap<number, readonly TaskRow[]>;
}

/** The tasks of a step that fit a query: of the many there may be, those that are looked at. */
export function useTaskRows(step: string, query: string): TaskRows {
  const session = useSession();
  const run = useView(view => view.snapshot?.run?.id ?? null);
  // It is another with each change of the step's tasks, and only then.
  const overlay = useView(view => view.snapshot?.run?.steps[step]);
  const key = JSON.stringify([run, step, query]);
  const [known, setKnown] = useState<Known>({ key, total: null, found: 0, blocks: new Map() });
  const seen = useRef({ from: 0, to: 0 });
  /** Blocks that are under way, for which question and of which state of the run. */
  const asked = useRef(new Map<number, unknown>());
  const current = useRef(key);
  current.current = key;

  const ask = useCallback(
    async (at: number, again: boolean) => {
      if (asked.current.has(at) && !again) return;
      const token = {};
      asked.current.set(at, token);
      const page = await session.host.tasks({ step, query, from: at * block, count: block });
      // What was asked for since, or of something else, counts more.
      if (current.current !== key || asked.current.get(at) !== token) return;
      if (page) setKnown(before => taken(before, key, page));
      else asked.current.delete(at);
    },
    [session, key, step, query],
  );

  useEffect(() => {
    asked.current = new Map();
    seen.current = { from: 0, to: 0 };
    void ask(0, true);
  }, [ask]);

  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => {
    if (overlay === undefined) return;
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      const { from, to } = seen.current;
      for (const at of asked.current.keys()) if (at < from || at > to) asked.current.delete(at);
      for (let at = from; at <= to; at++) void newest.current(at, true);
    }, pace);
  }, [overlay]);
  useEffect(
    () => () => {
      if (waiting.current !== null) clearTimeout(waiting.current);
    },
    [],
  );

  const own = known.key === key ? known : null;
  return {
    // What is there stays until the answer is: the list does not blink at each key.
    total: known.total,
    found: known.found,
    row: at => (own ?? known).blocks.get(Math.floor(at / block))?.[at % block] ?? null,
    want(from, to) {
      seen.current = { from: Math.floor(from / block), to: Math.floor(to / block) };
      for (let at = seen.current.from; at <= seen.current.to; at++) void ask(at, false);
    },
  };
}

function taken(before: Known, key: string, { total, found, from, rows }: TaskPage): Known {
  const blocks = new Map(before.key === key ? before.blocks : []);
  blocks.set(from / block, rows);
  return { key, total, found, blocks };
}
