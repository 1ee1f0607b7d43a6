/** What runs between two rows: lines that turn there, each on a track of its own. */
import { least, most } from '../extremes.js';
import type { Cell } from './grid.js';

/** Lines that have their part across in common: those from one cell, or to one. */
interface Bundle {
  readonly from: ReadonlySet<Cell>;
  readonly to: ReadonlySet<Cell>;
  readonly low: number;
  readonly high: number;
}

/** A corner of a line: on which track, and where across. */
export interface Corner {
  readonly track: number;
  readonly at: number;
}

export interface Channel {
  /** How many lines run across, one behind the other. */
  readonly count: number;
  /** The corners of the line between the two; none where it is straight. */
  cornersOf(above: Cell, below: Cell): readonly Corner[];
}

/** The channel behind a row, once its cells and the next row's have their places. */
export function channelBehind(row: readonly Cell[]): Channel {
  const bundles = bundlesOf(row);
  const ordered = inOrder([...new Set(bundles.values())].filter(({ low, high }) => low < high));
  const tracks = new Map<Bundle, number>();
  for (const [index, bundle] of ordered.entries()) {
    const inFront = ordered.slice(0, index).filter(other => meet(bundle, other));
    tracks.set(bundle, Math.max(-1, most(inFront.map(other => tracks.get(other) ?? 0))) + 1);
  }
  const hidden = hiddenEnds(ordered);
  const last = Math.max(-1, most(tracks.values()));
  return {
    count: last + (hidden.size > 0 ? 2 : 1),
    cornersOf(above, below) {
      if (above.at === below.at) return [];
      const bundle = bundles.get(keyOf(above, below));
      const track = (bundle && tracks.get(bundle)) ?? 0;
      if (!bundle || !hidden.get(bundle)?.has(below))
        return [
          { track, at: above.at },
          { track, at: below.at },
        ];
      const beside = below.at + Math.sign(above.at - below.at) * near;
      return [
        { track, at: above.at },
        { track, at: beside },
        { track: last + 1, at: beside },
        { track: last + 1, at: below.at },
      ];
    },
  };
}

/** Ends of lines that would lie upon the beginning of another one, whichever of the two came first. They come beside it, and to their end behind all others. */
function hiddenEnds(ordered: readonly Bundle[]): ReadonlyMap<Bundle, ReadonlySet<Cell>> {
  const hidden = new Map<Bundle, ReadonlySet<Cell>>();
  for (const [index, first] of ordered.entries()) {
    const begun = ordered.slice(index + 1).flatMap(({ from }) => [...from]);
    const ends = [...first.to].filter(below => begun.some(above => isUpon(above, below)));
    if (ends.length > 0) hidden.set(first, new Set(ends));
  }
  return hidden;
}

/** The end of a line, and the beginning of another one. */
function isUpon(above: Cell, below: Cell): boolean {
  return above.at === below.at && !above.down.includes(below);
}

/** Whose line it is: a cell that many lines leave has one for all of them, and so has one that many come to. */
function keyOf(above: Cell, below: Cell): Cell {
  return above.down.length > 1 ? above : below;
}

function bundlesOf(row: readonly Cell[]): ReadonlyMap<Cell, Bundle> {
  const pairs = row.flatMap(above => above.down.map(below => ({ above, below })));
  const bundles = new Map<Cell, Bundle>();
  for (const [key, those] of Map.groupBy(pairs, ({ above, below }) => keyOf(above, below))) {
    const places = those.flatMap(({ above, below }) => [above.at, below.at]);
    bundles.set(key, {
      from: new Set(those.map(({ above }) => above)),
      to: new Set(those.map(({ below }) => below)),
      low: least(places),
      high: most(places),
    });
  }
  return bundles;
}

/** So close they would be taken for one. */
const near = 8;

function meet(one: Bundle, other: Bundle): boolean {
  return one.low <= other.high + near && other.low <= one.high + near;
}

/** Which comes first, so that few lines cross and none lies upon another: again and again that one whose coming first costs the least. */
function inOrder(bundles: readonly Bundle[]): readonly Bundle[] {
  const costs = new Map(bundles.map(bundle => [bundle, 0]));
  const add = (bundle: Bundle, cost: number) => costs.set(bundle, (costs.get(bundle) ?? 0) + cost);
  for (const [index, one] of bundles.entries()) {
    for (const other of bundles.slice(index + 1)) {
      if (!meet(one, other)) continue;
      const more = costOf(one, other) - costOf(other, one);
      add(one, more);
      add(other, -more);
    }
  }
  const left = new Set(bundles);
  const ordered: Bundle[] = [];
  while (left.size > 0) {
    let next: Bundle | undefined;
    for (const bundle of left) if (!next || (costs.get(bundle) ?? 0) < (costs.get(next) ?? 0)) next = bundle;
    if (!next) break;
    left.delete(next);
    ordered.push(next);
    for (const other of left) if (meet(next, other)) add(other, costOf(next, other) - costOf(other, next));
  }
  return ordered;
}

const uponEachOther = 100;

/** What it costs that the one runs in front of the other. */
function costOf(first: Bundle, second: Bundle): number {
  let cost = 0;
  for (const { at } of first.to) if (at > second.low && at < second.high) cost++;
  for (const { at } of second.from) if (at > first.low && at < first.high) cost++;
  for (const below of first.to)
    for (const above of second.from) if (below.at === above.at) cost += uponEachOther;
  return cost;
}
