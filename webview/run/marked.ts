import { type FindText, patternOf } from '../../runtime/model/find-text.js';
import type { Piece } from './ansi.js';

export interface MarkedPiece extends Piece {
  readonly isFound: boolean;
}

/** The pieces of a line, cut where what is looked for begins and ends: it may begin in one and end in another. */
export function marked(pieces: readonly Piece[], wanted: FindText | null): readonly MarkedPiece[] {
  const all = pieces.map(({ text }) => text).join('');
  const hits = wanted === null ? [] : hitsIn(all, wanted);
  if (hits.length === 0) return pieces.map(piece => ({ ...piece, isFound: false }));
  const cuts = [...new Set(hits.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const parts: MarkedPiece[] = [];
  let begin = 0;
  for (const piece of pieces) {
    const end = begin + piece.text.length;
    const own = [begin, ...cuts.filter(cut => cut > begin && cut < end), end];
    for (const [index, to] of own.slice(1).entries()) {
      const from = own[index] ?? begin;
      parts.push({
        ...piece,
        text: all.slice(from, to),
        isFound: hits.some(hit => from >= hit.from && to <= hit.to),
      });
    }
    begin = end;
  }
  return parts;
}

function hitsIn(text: string, wanted: FindText): { from: number; to: number }[] {
  return [...text.matchAll(patternOf(wanted))].map(({ index, 0: hit }) => ({
    from: index,
    to: index + hit.length,
  }));
}
