import type { Step } from './graph.js';

/**
 * When a flow, or a branch of it, ends at a step that goes on at other times.
 *
 * @returns the conditions as one text, empty where they can't be told; null when the step always goes on, or never does
 */
export function whenItEnds({ ends }: Pick<Step, 'ends'>): string | null {
  if (ends === undefined || ends.length === 0) return null;
  return ends.includes(null) ? '' : ends.join(' or ');
}

/** The same as words that can follow others: `ends when this.done`. */
export function endWords(step: Pick<Step, 'ends'>): string | null {
  const when = whenItEnds(step);
  if (when === null) return null;
  if (when === '') return 'may end';
  return when === 'else' || when === 'default' ? `ends otherwise` : `ends when ${when}`;
}
