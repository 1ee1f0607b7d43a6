import { useCallback, useEffect, useRef, useState } from 'react';

/** Rows that are asked for together. */
const block = 100;

/** A stretch of a long list. */
export interface Page<Row> {
  readonly total: number;
  /** Those that fit what was asked for. */
  readonly found: number;
  /** Place of the first row among them. */
  readonly from: number;
  readonly rows: readonly Row[];
}

export interface Pages<Row> {
  /** Null before the first answer. */
  readonly total: number | null;
  readonly found: number;
  /** Null while it is not here yet. */
  row(at: number): Row | null;
  /** Has what stands from one row to another come. */
  want(from: number, to: number): void;
}

interface Known<Row> {
  readonly key: string;
  readonly total: number | null;
  readonly found: number;
  readonly blocks: ReadonlyMap<number, readonly Row[]>;
}

/**
 * A long list of which no more comes than what is looked at.
 *
 * @param key what is listed: with another one all begins anew
 * @param news another value whenever what is listed may have changed; undefined where there is none
 * @param pace how often it is asked for anew then, in milliseconds
 */
export function usePages<Row>(
  key: string,
  news: unknown,
  pace: number,
  asked: (from: number, count: number) => Promise<Page<Row> | null>,
): Pages<Row> {
  const [known, setKnown] = useState<Known<Row>>({ key, total: null, found: 0, blocks: new Map() });
  const seen = useRef({ from: 0, to: 0 });
  /** Blocks that are under way, each for one question. */
  const going = useRef(new Map<number, unknown>());
  const current = useRef(key);
  current.current = key;
  const newestAsked = useRef(asked);
  newestAsked.current = asked;

  const ask = useCallback(
    async (at: number, again: boolean) => {
      if (going.current.has(at) && !again) return;
      const token = {};
      going.current.set(at, token);
      const page = await newestAsked.current(at * block, block);
      // What was asked for since, or of something else, counts more.
      if (current.current !== key || going.current.get(at) !== token) return;
      if (page) setKnown(before => taken(before, key, page));
      else going.current.delete(at);
    },
    [key],
  );

  useEffect(() => {
    going.current = new Map();
    seen.current = { from: 0, to: 0 };
    void ask(0, true);
  }, [ask]);

  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => {
    if (news === undefined) return;
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      const { from, to } = seen.current;
      for (const at of going.current.keys()) if (at < from || at > to) going.current.delete(at);
      for (let at = from; at <= to; at++) void newest.current(at, true);
    }, pace);
  }, [news, pace]);
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

function taken<Row>(before: Known<Row>, key: string, { total, found, from, rows }: Page<Row>): Known<Row> {
  const blocks = new Map(before.key === key ? before.blocks : []);
  blocks.set(from / block, rows);
  return { key, total, found, blocks };
}
