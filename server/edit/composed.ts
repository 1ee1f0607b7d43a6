import { applied, inOrder, type Replacement } from './draft.js';

/** A stretch of the text between, and where it comes from. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Two changes, one after the other, as one: `second` is about the text that `first` makes of `text`. What both touch becomes one replacement, the
 * rest stays apart, so that nothing is rewritten that neither is about.
 */
export function composed(
  text: string,
  first: readonly Replacement[],
  second: readonly Replacement[],
): readonly Replacement[] {
  const between = applied(text, first);
  const put = placed(first);
  const later = inOrder(second);
  const stretches = merged([...put.map(({ at }) => at), ...later.map(({ span }) => span)]);
  return stretches.map(stretch => {
    const own = later
      .filter(({ span }) => isWithin(span, stretch))
      .map(one => ({ ...one, span: shifted(one.span, -stretch.start) }));
    return {
      span: { start: origin(put, stretch.start, 'start'), end: origin(put, stretch.end, 'end') },
      text: applied(between.slice(stretch.start, stretch.end), own),
    };
  });
}

interface Placed {
  readonly from: Stretch;
  /** Where it stands in the text that is made. */
  readonly at: Stretch;
}

function placed(replacements: readonly Replacement[]): readonly Placed[] {
  let moved = 0;
  return inOrder(replacements).map(({ span, text }) => {
    const start = span.start + moved;
    moved += text.length - (span.end - span.start);
    return { from: span, at: { start, end: start + text.length } };
  });
}

/** Those that meet are one. */
function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const all: Stretch[] = [];
  for (const one of stretches.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = all.at(-1);
    if (last && one.start <= last.end)
      all[all.length - 1] = { start: last.start, end: Math.max(last.end, one.end) };
    else all.push(one);
  }
  return all;
}

/** Where a place of the text that is made was before: at the edge of a replacement, that edge's own. */
function origin(put: readonly Placed[], place: number, side: 'start' | 'end'): number {
  const edge =
    side === 'start' ? put.find(({ at }) => at.start === place) : put.findLast(({ at }) => at.end === place);
  if (edge) return edge.from[side];
  const before = put.findLast(({ at }) => at.end < place);
  return before ? place - before.at.end + before.from.end : place;
}

function isWithin(span: Stretch, { start, end }: Stretch): boolean {
  return span.start >= start && span.end <= end;
}

function shifted({ start, end }: Stretch, by: number): Stretch {
  return { start: start + by, end: end + by };
}
