/** Time along the width: pure, so that it is tried without a page. */

export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  /** Between 0 and 1 of the width. */
  readonly at: number;
  readonly text: string;
}

/** Spans between ticks, in milliseconds: those that people count in. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000,
];

/** A tick takes about so much room, in pixels. */
const room = 90;
/** Nothing shorter can be looked at, in milliseconds. */
const shortest = 2;

/** Where a moment stands, between 0 and 1 where it is in the range. */
export function placeOf(at: number, { from, to }: Range): number {
  return (at - from) / Math.max(1, to - from);
}

/** Round times since the beginning of a run, so many that they can be read. */
export function ticksOf(range: Range, begin: number, width: number): readonly Tick[] {
  const span = Math.max(1, range.to - range.from);
  const least = (span * room) / Math.max(room, width);
  const day = 86_400_000;
  const step = steps.find(each => each >= least) ?? Math.ceil(least / day) * day;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((range.from - begin) / step) * step; at <= range.to - begin; at += step)
    ticks.push({ at: placeOf(begin + at, range), text: tickText(at, step) });
  return ticks;
}

function tickText(milliseconds: number, step: number): string {
  if (milliseconds === 0) return '0';
  if (step < 1_000) {
    if (milliseconds < 1_000) return `${milliseconds} ms`;
    return `${(milliseconds / 1_000).toFixed(step < 10 ? 3 : step < 100 ? 2 : 1)} s`;
  }
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

const two = (value: number) => String(value).padStart(2, '0');

/**
 * The range with everything nearer to a moment, or further from it, which stays where it is; never beyond the whole.
 *
 * @param by below 1 for nearer
 * @returns null for the whole
 */
export function zoomed(range: Range, whole: Range, at: number, by: number): Range | null {
  const span = Math.max(shortest, (range.to - range.from) * by);
  if (span >= whole.to - whole.from) return null;
  const share = placeOf(at, range);
  return within({ from: at - span * share, to: at + span * (1 - share) }, whole);
}

/** Moved along by so much of itself, as far as the whole goes. */
export function panned(range: Range, whole: Range, by: number): Range {
  const shift = (range.to - range.from) * by;
  return within({ from: range.from + shift, to: range.to + shift }, whole);
}

function within({ from, to }: Range, whole: Range): Range {
  const span = to - from;
  const begin = Math.min(Math.max(from, whole.from), whole.to - span);
  return { from: begin, to: begin + span };
}

/** What two moments have between them; null where that is too short to be meant. */
export function between(one: number, other: number, whole: Range): Range | null {
  const from = Math.max(whole.from, Math.min(one, other));
  const to = Math.min(whole.to, Math.max(one, other));
  return to - from < shortest ? null : { from, to };
}
