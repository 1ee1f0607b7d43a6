import type { ProblemCode } from '../parse/problems/codes.js';
import { awaitIt, declareCaught, giveValue, removeDead } from './artifacts.js';
import { heldUp } from './checked.js';
import type { Case, Fix, Fixer } from './fix.js';
import { addJoin, inputsParameter } from './joins.js';
import { callMark, stepItself, withoutStar } from './marks.js';
import { ownArtifact } from './ownArtifact.js';
import { makePrivate } from './private.js';
import { returnIt } from './returning.js';
import { settleAtJoin } from './settle.js';
import {
  countedItems,
  duplicateBranch,
  endOnPurpose,
  firstStep,
  goOnToJoin,
  notAStep,
  stepBetween,
  unknownStep,
  unreachableStep,
  withoutParameter,
} from './steps.js';

/** The mends there are, by the problem they mend. */
const fixers: Partial<Record<ProblemCode, Fixer>> = {
  'artifact-disputed': settleAtJoin,
  'artifact-unassigned': giveValue,
  'artifact-unstorable': makePrivate,
  'catch-undeclared': declareCaught,
  'duplicate-branch': duplicateBranch,
  'fanout-into-join': stepBetween,
  'fanout-not-iterable': countedItems,
  'generator-step': withoutStar,
  'item-without-fanout': withoutParameter,
  'join-outside-split': withoutParameter,
  'missing-inputs-parameter': inputsParameter,
  'no-start': firstStep,
  'not-a-step': found => [...stepItself(found), ...notAStep(found)],
  'parameter-assigned': ownArtifact,
  'split-not-joined': addJoin,
  'step-fell-through': endOnPurpose,
  'step-not-called': callMark,
  'terminal-inside-split': goOnToJoin,
  'transition-not-returned': returnIt,
  'unawaited-artifact': awaitIt,
  'unknown-step': unknownStep,
  'unreachable-arm': removeDead,
  'unreachable-step': unreachableStep,
};

/** Every way there is to mend a problem, the likeliest first; what would not mend it is none. */
export function fixesFor(found: Case): readonly Fix[] {
  return likelyFixes(found).flatMap(fix => heldUp(found, fix) ?? []);
}

/** What may mend a problem; whether it does is not looked at yet. */
export function likelyFixes(found: Case): readonly Fix[] {
  return fixers[found.problem.code as ProblemCode]?.(found) ?? [];
}
