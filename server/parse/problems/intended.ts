import { nearestName } from '../nearest.js';
import type { ParsedFlow, ParsedTarget } from '../parsed.js';
import type { StepReading } from '../steps.js';

/**
 * The steps as their author most likely means them: transitions that lack a `return` count, a misspelt target is the step
 * it resembles, and one that resembles none may be anything. The same array when there is nothing to mend.
 */
export function intended(flow: ParsedFlow, steps: readonly StepReading[]): readonly StepReading[] {
  const names = new Set(steps.map(({ name }) => name));
  const slips = (target: ParsedTarget): boolean => target.name !== null && !names.has(target.name);
  const isSound = ({ transitions }: StepReading): boolean =>
    transitions.every(({ returned, targets }) => returned && !targets.some(slips));
  if (steps.every(isSound)) return steps;
  return steps.map(step => {
    if (isSound(step)) return step;
    const transitions = step.transitions.map(transition => ({
      ...transition,
      returned: true,
      targets: transition.targets.map(target =>
        slips(target) ? { ...target, name: suggestion(flow, target.name!, names) } : target,
      ),
    }));
    const unknown =
      step.unknown || transitions.some(({ targets }) => targets.some(({ name }) => name === null));
    return { ...step, transitions, unknown, outcomes: Math.max(step.outcomes, transitions.length) };
  });
}

/** The step that is meant by a name which is none; null for a member of the class, which is no slip of the pen. */
export function suggestion(flow: ParsedFlow, name: string, steps: Iterable<string>): string | null {
  return flow.memberNames.includes(name) ? null : nearestName(name, steps);
}
