import type { Opening } from '../../../runtime/model/scopes.js';
import { isSurelyReached } from '../dataflow/around.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import type { Deed } from '../dataflow/deeds.js';
import type { ParsedFlow } from '../parsed.js';
import type { Finding } from './finding.js';

/**
 * An error keeps a flow from running, so of values it is told only where every run fails: what comes about on some ways through the flow, or in
 * an arm of a condition, or for the items of a list that may be empty, is a warning.
 */
export function unlessCertain(found: Finding, isCertain: () => boolean): Finding {
  return isCertain() ? found : { ...found, severity: 'warning' };
}

/** Every run does it, and ends there if it fails. */
export function isDoneByAll(flow: ParsedFlow, data: Dataflow, step: string, deed: Deed): boolean {
  return !deed.loose && [deed.node, ...deed.calls].every(isSurelyReached) && failsForAll(flow, data, step);
}

/** Every run comes to the step, and a failure of it is one of the run. */
export function failsForAll(flow: ParsedFlow, data: Dataflow, step: string): boolean {
  const isCatching = flow.graph.steps.some(
    ({ name, options }) => name === step && options.catch !== undefined,
  );
  return !isCatching && isOnEveryWay(flow, data, step, new Set());
}

function isOnEveryWay(flow: ParsedFlow, data: Dataflow, step: string, open: ReadonlySet<Opening>): boolean {
  const opening = data.scopes.openingOf(step);
  if (!opening) {
    const start = flow.graph.steps.find(one => one.start)?.name;
    return start !== undefined && !endsWithout(flow, start, step, []);
  }
  // A list may be empty, and a split under a condition may not be come to.
  if (opening.kind === 'fanout' || opening.condition !== null || open.has(opening)) return false;
  const isPassed = opening.targets.some(target => !endsWithout(flow, target, step, opening.joins));
  return isPassed && isOnEveryWay(flow, data, opening.step, new Set([...open, opening]));
}

/** Some way from a step leads to the end, or to one of some joins, without another step. */
function endsWithout(
  { graph, steps }: ParsedFlow,
  from: string,
  step: string,
  joins: readonly string[],
): boolean {
  const out = Map.groupBy(
    graph.edges.filter(({ unreached }) => !unreached),
    edge => edge.from,
  );
  const mayEnd = new Set(steps.filter(one => one.mayEnd || one.unknown).map(({ name }) => name));
  const seen = new Set(from === step ? [] : [from]);
  for (const one of seen) {
    const next = out.get(one) ?? [];
    if (next.length === 0 || mayEnd.has(one)) return true;
    for (const { to } of next) {
      if (joins.includes(to)) return true;
      if (to !== step) seen.add(to);
    }
  }
  return false;
}
