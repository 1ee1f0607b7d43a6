import type { Problem } from '../../../runtime/model/diagnostics.js';
import { sets, takesOver } from '../../../server/parse/dataflow/access.js';
import type { Deeds } from '../../../server/parse/dataflow/deeds.js';
import type { ParsedFlow } from '../../../server/parse/parsed.js';
import type { Failure, Ran } from './run.js';

/** Where what is said of a flow and what its runs did don't fit together. */
export interface Complaint {
  /** What kind of thing is wrong, and of which code: the same for the same fault of the check. */
  readonly kind: string;
  /** The warning that is wrong, unless a run that was not tried shows what it tells of; null for all else. */
  readonly code: string | null;
  readonly detail: string;
}

/** Warnings that say of a flow that it fails: they are wrong where no run does. */
const foretelling: ReadonlySet<string> = new Set([
  'artifact-disputed',
  'artifact-class-instance',
  'artifact-unassigned',
  'artifact-unstorable',
  'fanout-not-iterable',
  'item-unstorable',
  'parameter-assigned',
  'unawaited-artifact',
  'unknown-input',
]);

/** Errors about values: where one is told, no run may come to its end. The others are about what the graph is. */
const ofValues: ReadonlySet<string> = new Set([
  'artifact-unstorable',
  'fanout-not-iterable',
  'item-unstorable',
  'parameter-assigned',
  'unawaited-artifact',
]);

/** What is told of the values of artifacts. */
const storing: ReadonlySet<string> = new Set([
  'artifact-class-instance',
  'artifact-unstorable',
  'unawaited-artifact',
]);

/** What is told of a step that does nothing wrong when it runs, but not what it is written for. */
const quiet: ReadonlySet<string> = new Set(['transition-not-returned']);

/** A made-up flow, and what came of it. */
export interface Tried {
  readonly text: string;
  readonly flow: ParsedFlow;
  readonly problems: readonly Problem[];
  readonly ran: readonly Ran[];
  /** Whether its runs took every way that the text has: else, what is told may be about one that none takes. */
  readonly isEveryWayTaken: boolean;
  readonly deeds: ReadonlyMap<string, Deeds>;
}

export function judge({ text, flow, problems, ran, isEveryWayTaken, deeds }: Tried): Complaint[] {
  // Where a step may lead anywhere, nothing is said about what comes of its ways.
  const isKnown = !flow.graph.steps.some(({ unknown }) => unknown);
  const mayBeSilent = ({ message }: Failure): boolean => !isKnown && /since the join|\(reading/.test(message);
  const failures = ran
    .flatMap(run => run.failures)
    .filter(failure => !mayBeSilent(failure) && !isMergedFromNone(failure, flow, deeds));
  return [
    ...(isEveryWayTaken ? falseFindings(problems, ran).filter(one => isKnown || !isOfStored(one)) : []),
    ...wronglyUnreached(problems, ran),
    ...failures.flatMap(failure => untold(failure, problems)),
    ...(isKnown ? missingReads(text, problems, failures) : []),
    ...wrongWays(flow, problems, ran),
  ];
}

/** What is told of a flow whose runs do nothing of the kind. */
function falseFindings(problems: readonly Problem[], ran: readonly Ran[]): Complaint[] {
  const allDone = ran.every(({ isDone }) => isDone);
  const allWell =
    allDone && ran.every(({ failures }) => failures.every(({ message }) => message === 'caught'));
  // The run ends where a transition is not returned, and what the check says is about the flow as it is meant.
  const isCutShort = problems.some(({ code }) => quiet.has(code));
  const someDone = ran.some(({ isDone }) => isDone);
  return problems.flatMap(({ code, severity, message }) => {
    const isError = severity === 'error' && !quiet.has(code);
    const isFalse =
      (allDone && isError) ||
      (allWell && !isCutShort && foretelling.has(code)) ||
      (someDone && isError && ofValues.has(code));
    // A warning is about what may come about; an error holds for every run.
    const mayBeShown = severity === 'warning' ? code : null;
    return isFalse ? [{ kind: `false ${severity} ${code}`, code: mayBeShown, detail: message }] : [];
  });
}

function wronglyUnreached(problems: readonly Problem[], ran: readonly Ran[]): Complaint[] {
  const visited = new Set(
    ran.flatMap(({ taken, failures }) => [...taken, ...failures].map(({ step }) => step)),
  );
  return problems
    .filter(({ code, step }) => code === 'unreachable-step' && visited.has(step ?? null))
    .map(({ code, message }) => ({ kind: `false ${code}`, code: null, detail: message }));
}

/** Where a step may lead anywhere, `??=` may find no value in any that nothing else leads to. */
function isOfStored({ code }: Complaint): boolean {
  return code !== null && storing.has(code);
}

/** Whether some run shows what a false finding tells of after all. */
export function isShown({ code }: Complaint, ran: readonly Ran[]): boolean {
  return ran.some(({ failures }) => failures.some(one => code !== null && codesFor(one)?.includes(code)));
}

/** Which codes tell of a failure. */
function codesFor({ message }: Failure): readonly string[] | null {
  if (/has no value since the join/.test(message)) return ['artifact-disputed'];
  if (/^(?:an item|the item .*) of the fan-out .* can't be stored/.test(message))
    return ['item-unstorable', 'unawaited-artifact'];
  if (/can't be stored/.test(message))
    return ['artifact-unstorable', 'artifact-class-instance', 'unawaited-artifact'];
  if (/can't be iterated/.test(message)) return ['fanout-not-iterable'];
  if (/parameters are read-only/.test(message)) return ['parameter-assigned'];
  if (/Cannot read properties of undefined \(reading 'size'\)/.test(message)) return ['unknown-input'];
  return null;
}

function untold(failure: Failure, problems: readonly Problem[]): Complaint[] {
  const codes = codesFor(failure);
  if (codes === null) return [];
  const name = /the artifact (\w+)/.exec(failure.message)?.[1] ?? null;
  const isTold = problems.some(
    ({ code, step, message }) =>
      codes.includes(code) &&
      (step === failure.step || step === null) &&
      // What a field can't hold can't be held by another that is given the same.
      (name === null || step === null || message.includes(`'${name}'`)),
  );
  return isTold
    ? []
    : [{ kind: `untold ${codes[0]}`, code: null, detail: `${failure.step}: ${failure.message}` }];
}

/**
 * An artifact that a join has lost, and a merge behind it has not found either, though on some ways around a loop a branch may bring one to it:
 * that is not seen, as the docs say.
 */
function isMergedFromNone(
  { step, message }: Failure,
  { graph }: ParsedFlow,
  deeds: ReadonlyMap<string, Deeds>,
): boolean {
  const [, name, join] = /the artifact (\w+) has no value since the join (\w+)/.exec(message) ?? [];
  if (step === null || name === undefined || join === undefined) return false;
  const isMerging = (at: string): boolean =>
    deeds.get(at)?.merges.some(merge => takesOver(merge, name)) === true;
  const merging = [...reachedFrom(join, graph)].filter(isMerging);
  return merging.some(at => {
    const behind = reachedFrom(at, graph);
    const isGivenBehind = [...behind].some(one =>
      deeds.get(one)?.list.some(deed => deed.on === 'flow' && deed.name === name && sets(deed)),
    );
    return behind.has(step) && behind.has(at) && isGivenBehind;
  });
}

/** The steps that a step leads to: itself only around a loop. */
function reachedFrom(step: string, { edges }: ParsedFlow['graph']): ReadonlySet<string> {
  const reached = new Set<string>();
  const follow = (from: string): void => {
    for (const { from: before, to } of edges) if (before === from) reached.add(to);
  };
  follow(step);
  for (const one of reached) follow(one);
  return reached;
}

/** A read of an artifact that nothing in the whole text gives a value. */
function missingReads(text: string, problems: readonly Problem[], failures: readonly Failure[]): Complaint[] {
  return failures.flatMap(({ step, message }) => {
    const name = /^no (\w+) here$/.exec(message)?.[1];
    if (name === undefined || gives(text, name)) return [];
    const isTold = problems.some(
      one => one.code === 'artifact-unassigned' && one.step === step && one.message.includes(`'${name}'`),
    );
    return isTold
      ? []
      : [{ kind: 'untold artifact-unassigned', code: null, detail: `${step} reads ${name}` }];
  });
}

function gives(text: string, name: string): boolean {
  const ways = [
    `\\.${name} (?:=|\\?\\?=|\\|\\|=) `,
    `'${name}'\\] = `,
    `this\\.${name}[\\] ]`,
    `\\(this\\.${name}\\) = `,
    `\\{ ${name}: `,
    `catch: '${name}'`,
    `^ {2}${name}(?:: Data)? = `,
  ];
  return new RegExp(ways.join('|'), 'm').test(text);
}

/** Every way that a run took is one of the graph, and where one ended, the graph says that it may. */
function wrongWays({ graph }: ParsedFlow, problems: readonly Problem[], ran: readonly Ran[]): Complaint[] {
  const steps = new Map(graph.steps.map(step => [step.name, step]));
  const found = new Map<string, Complaint>();
  for (const { step, transition } of ran.flatMap(({ taken }) => taken)) {
    if (steps.get(step)?.unknown) continue;
    const own = graph.edges.filter(({ from, unreached }) => from === step && !unreached);
    const to = transition.kind === 'end' ? [] : [transition.to].flat();
    for (const target of to) {
      if (own.some(edge => edge.to === target)) continue;
      found.set(`${step} ${target}`, { kind: 'no edge', code: null, detail: `${step} goes on to ${target}` });
    }
    if (transition.kind !== 'end' || own.length === 0) continue;
    const isTold = problems.some(
      one =>
        one.step === step &&
        ['step-fell-through', 'transition-not-returned', 'terminal-inside-split'].includes(one.code),
    );
    const isKnown = steps.get(step)?.ends !== undefined;
    if (!isTold && !isKnown) found.set(step, { kind: 'untold end', code: null, detail: `${step} ends` });
  }
  return [...found.values()];
}
