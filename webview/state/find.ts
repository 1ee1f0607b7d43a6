import type { Step } from '../../runtime/model/graph.js';

/**
 * Steps that fit what was typed, best first: names that begin with it, then names that contain it, then names
 * that contain its letters in order (`vr` finds `validateRows`), then docs that contain it.
 */
export function findSteps(steps: readonly Step[], query: string): readonly Step[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return steps;
  return steps
    .map((step, place) => ({ step, place, score: closeness(step, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ step }) => step);
}

function closeness(step: Step, wanted: string): number {
  const name = step.name.toLowerCase();
  if (name === wanted) return 5;
  if (name.startsWith(wanted)) return 4;
  if (name.includes(wanted)) return 3;
  if (hasInOrder(name, wanted)) return 2;
  return step.doc.toLowerCase().includes(wanted) ? 1 : 0;
}

function hasInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
