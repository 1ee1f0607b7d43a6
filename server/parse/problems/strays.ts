import type { ParsedFlow } from '../parsed.js';
import type { Stray } from '../steps.js';
import type { ProblemCode } from './codes.js';
import { type Finding, finding } from './finding.js';

/** Marks that make no step, or one that no run can call. */
export function strayFindings(flow: ParsedFlow, strays: readonly Stray[]): Finding[] {
  return strays.map(stray => {
    const [code, message] = told(stray);
    return finding(flow, code, stray.step, stray.span, message);
  });
}

function told({ kind, what }: Stray): readonly [ProblemCode, string] {
  switch (kind) {
    case 'noMethod':
      return [
        'not-a-method',
        `@step() stands on ${what}, which is no method that a run can call: write the step as a method of the class, with a body and not static.`,
      ];
    case 'noName':
      return [
        'invalid-name',
        `The step ${what} has no name that others can go on to it by: give it a plain one, such as 'train'.`,
      ];
    case 'notCalled':
      return [
        'step-not-called',
        `@step marks nothing without its parentheses: write '@step()' above '${what}'.`,
      ];
    case 'generator':
      return [
        'generator-step',
        `'${what}' is a generator, which would end before its body begins: leave the '*' out, and return a transition.`,
      ];
  }
}
