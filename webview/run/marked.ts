import { type FindText, patternOf } from '../../runtime/model/find-text.js';
import type { Piece } from './ansi.js';
import type { NamedPlace } from './protocol.js';

export interface MarkedPiece extends Piece {
  /** Where in the line it begins. */
  readonly start: number;
  /** It is a part of what is looked for. */
  readonly isFound: boolean;
  /** The line of a source that it names, with what stands beside it. */
  readonly place: NamedPlace | null;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The pieces of a line, cut where what is looked for, and what it names, begins and ends: that may begin in one piece and end in another. */
export function marked(
  pieces: readonly Piece[],
  wanted: FindText | null,
  places: readonly NamedPlace[],
): readonly MarkedPiece[] {
  const all = pieces.map(({ text }) => text).join('');
  const hits = wanted === null ? [] : hitsIn(all, wanted);
  const named = places.filter(({ end }) => end <= all.length);
  const cuts = [...new Set([...hits, ...named].flatMap(({ start, end }) => [start, end]))].sort(
    (a, b) => a - b,
  );
  const parts: MarkedPiece[] = [];
  let begin = 0;
  for (const piece of pieces) {
    const end = begin + piece.text.length;
    const own = [begin, ...cuts.filter(cut => cut > begin && cut < end), end];
    for (const [index, to] of own.slice(1).entries()) {
      const from = own[index] ?? begin;
      const isIn = ({ start, end }: Stretch) => from >= start && to <= end;
      parts.push({
        ...piece,
        start: from,
        text: all.slice(from, to),
        isFound: hits.some(isIn),
        place: named.find(isIn) ?? null,
      });
    }
    begin = end;
  }
  return parts;
}

function hitsIn(text: string, wanted: FindText): Stretch[] {
  return [...text.matchAll(patternOf(wanted))].map(({ index, 0: hit }) => ({
    start: index,
    end: index + hit.length,
  }));
}
