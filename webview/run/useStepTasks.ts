import { useCallback, useEffect, useRef, useState } from 'react';
import type { TaskRow } from '../../runtime/model/task-page.js';
import type { StepLine } from './protocol.js';
import { useSession, useView } from './state.js';

/** Rows that are asked for together. */
const block = 100;
/** How often what is in sight is asked for anew while its run goes on, in milliseconds. */
const pace = 300;

interface Known {
  readonly rows: readonly TaskRow[];
  /** Of which state of the step. */
  readonly of: unknown;
  readonly at: number;
}

export interface StepTasks {
  /** A task of a step, those in trouble first; asked for when it is first looked at. */
  row(step: StepLine, at: number): TaskRow | null;
}

/** Tasks of the steps that are opened: of each the stretches that are looked at. */
export function useStepTasks(): StepTasks {
  const session = useSession();
  const run = useView(view => view.snapshot?.run?.id ?? null);
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map());
  const going = useRef(new Set<string>());
  const newest = useRef(known);
  newest.current = known;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other tasks.
  useEffect(() => {
    going.current = new Set();
    setKnown(new Map());
  }, [run]);

  const ask = useCallback(
    async (step: StepLine, number: number) => {
      const key = `${run} ${step.name} ${number}`;
      if (going.current.has(key)) return;
      going.current.add(key);
      const asked = { step: step.name, query: '', from: number * block, count: block };
      const page = await session.host.tasks(asked);
      going.current.delete(key);
      if (page)
        setKnown(before =>
          new Map(before).set(key, { rows: page.rows, of: step.overlay, at: performance.now() }),
        );
    },
    [session, run],
  );

  /** What has been looked at in this drawing, and is not here or is old. */
  const wanted = useRef(new Map<string, { readonly step: StepLine; readonly number: number }>());
  wanted.current = new Map();
  useEffect(() => {
    const timers: ReturnType<typeof setTimeout>[] = [];
    for (const [key, { step, number }] of wanted.current) {
      const last = newest.current.get(key);
      const wait = last ? Math.max(0, last.at + pace - performance.now()) : 0;
      timers.push(setTimeout(() => void ask(step, number), wait));
    }
    return () => timers.forEach(clearTimeout);
  });

  return {
    row(step, at) {
      const number = Math.floor(at / block);
      const key = `${run} ${step.name} ${number}`;
      const found = known.get(key);
      if (found?.of !== step.overlay) wanted.current.set(key, { step, number });
      return found?.rows[at % block] ?? null;
    },
  };
}
