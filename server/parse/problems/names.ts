import { isReserved } from '../names.js';
import type { ParsedFlow } from '../parsed.js';
import { type Finding, finding } from './finding.js';

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
