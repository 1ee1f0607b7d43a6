import { runOptionNames } from '../../../runtime/model/run-options.js';
import type { Dataflow } from '../dataflow/dataflow.js';
import { isReserved } from '../names.js';
import type { ParsedFlow } from '../parsed.js';
import { type Finding, finding } from './finding.js';

/** Fields and parameters of names that every flow has already. */
export function memberNameFindings(flow: ParsedFlow, { members }: Dataflow): Finding[] {
  return [...members.fields.values()]
    .filter(({ name }) => isReserved(name))
    .map(({ name, nameSpan }) =>
      finding(
        flow,
        'reserved-name',
        null,
        nameSpan,
        `An artifact can't be called '${name}', which every flow has already: choose another name.`,
      ),
    );
}

export function nameFindings(flow: ParsedFlow): Finding[] {
  return flow.steps
    .filter(({ name }) => isReserved(name))
    .map(({ name, nameSpan }) =>
      finding(
        flow,
        'reserved-name',
        name,
        nameSpan,
        `A step can't be called '${name}', which every flow has already: choose another name.`,
      ),
    );
}

/** Parameters that are called like an option of the command line: it works everywhere else as usual. */
export function parameterNameFindings(flow: ParsedFlow, { members }: Dataflow): Finding[] {
  return [...members.parameters]
    .filter(([name]) => runOptionNames.has(name))
    .map(([name, nameSpan]) =>
      finding(
        flow,
        'parameter-behind-dashes',
        null,
        nameSpan,
        `--${name} is an option of stepwell run: on the command line this parameter stands behind a lone --, as in stepwell run FILE -- --${name} VALUE.`,
      ),
    );
}
